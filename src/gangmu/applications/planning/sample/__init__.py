"""A plan written for 云溪县, a county that does not exist."""
