"""Pages of planning: plans and their trees, the review screen, the sections' answers."""
