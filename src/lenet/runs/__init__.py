"""A training and what is left of it."""
