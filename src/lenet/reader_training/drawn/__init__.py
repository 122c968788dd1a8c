"""Strips of handwriting to train the reader's networks on: MNIST's digits and strokes of pens.

Its files, in the order of the flow:

labelled_digits  MNIST's images, to pick one of a digit at random
pen_hands        digits of pens, drawn from their strokes as any hand might have written them
exemplars        both, to draw from
random_texts     what is written on a strip
hand             how a person writes: size, slant, spacing, pen
pen              strokes on a canvas
allographs       digits stroke by stroke, in shapes that MNIST does not have
shapes           a digit as a hand writes it
marks            separators, dashes, currency signs and letters
crossing_out     what a hand crosses out, and how
backgrounds      what is printed behind the writing
writing          one strip: a hand writes a text over a background
source           the strips of an epoch as training samples
pieces           the pieces of drawn strips as training samples
"""

from lenet.reader_training.drawn.source import DrawnStrings

__all__ = ["DrawnStrings"]
