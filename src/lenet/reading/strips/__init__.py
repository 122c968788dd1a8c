"""A line -> views of it -> guesses."""
