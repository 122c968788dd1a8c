"""Training the reader's networks."""
