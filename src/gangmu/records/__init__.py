"""Records that every application shares: rolls, staff, premises, places, checks."""
