"""Staff (教职工): persons and how they stand, posts in more than one school, the establishment (编制) of units, each in two times."""
