"""The shape of the strips that networks look at, and that the reader's networks are trained on."""

ROWS = 32
"""Rows of a strip: as many as LeNet-5's input has."""

DIGIT_ROWS = 20
"""How many rows high an ordinary digit is in a strip, as in MNIST."""

STRETCH = 1.3
"""How many times wider than it is a line is shown, so that each narrow digit has a position of the
sweep to itself."""
