"""What the reader's networks tell apart: nothing, ten digits, a separator and any other mark."""

SYMBOLS = "0123456789.-"
SEPARATOR, MARK = ".", "-"
BLANK = 0
"""The class of a place where nothing stands; the class of a symbol is its place in SYMBOLS + 1."""

CLASSES = len(SYMBOLS) + 1
