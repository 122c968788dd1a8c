"""A user's own labelled lines."""
