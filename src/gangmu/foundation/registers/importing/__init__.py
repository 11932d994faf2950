"""From a table to rows that may be written: the file, its columns, its cells, what they would do to the register. Nothing here writes."""
