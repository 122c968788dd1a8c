"""Training the reader's networks: on drawn strips, and on a user's own labelled strings.

Its files, in the order of the flow:

drawn/          strips drawn from MNIST's digits: hands, digits, marks, backgrounds
own/            a user's labelled lines cut apart, and strips spliced from them
strip_network   the layers of the network that looks at strips
strip_training  how it is trained: recipes, epochs, the learning rate
"""

from lenet.reader_training.drawn.pen_hands import pens_that_can_be_had

__all__ = ["pens_that_can_be_had"]
