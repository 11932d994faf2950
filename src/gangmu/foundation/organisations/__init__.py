"""Units with history: bureau, section, township, school, campus, kindergarten, and their dated groups."""
