"""A page -> what was read."""
