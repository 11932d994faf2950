"""From a table to rows that may be written: the file, its columns, its cells. Nothing here writes, nothing asks for rows."""
