"""Identity data sealed at rest: its key, the value that never shows itself, the field that stores it, masks, and opening one record."""
