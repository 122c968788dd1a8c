"""Which texts are allowed."""
