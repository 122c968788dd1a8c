"""A file -> pages of grey."""
