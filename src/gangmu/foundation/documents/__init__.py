"""Documents in and out: files to source text, workbooks to rows and back."""
