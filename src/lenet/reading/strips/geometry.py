"""The shape of the strips that networks look at.

A strip has ``ROWS`` rows, digits about ``DIGIT_ROWS`` rows high, and pixels that show a line
``STRETCH`` times wider than it is.
"""

ROWS = 32
"""Rows of a strip: what LeNet-5 looks at."""

DIGIT_ROWS = 20
"""Rows of an ordinary digit in it, as in MNIST."""

STRETCH = 1.3
"""How much wider than high a line is shown: narrow digits get positions of their own."""
