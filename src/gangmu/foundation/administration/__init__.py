"""First run, and the registers over the rooms of the foundation."""
