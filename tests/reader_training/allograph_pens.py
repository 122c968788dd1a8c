"""Strokes of pens without the data set of pen digits: allographs, as if two writers wrote them."""

import numpy as np

from lenet.datasets.pen_digits import PenDigits
from lenet.reader_training.drawn.allographs import SHAPES
from lenet.reader_training.drawn.pen_hands import PenHands


def allograph_pens() -> PenHands:
    """One of each digit by each writer."""
    strokes = tuple(
        tuple(100 * np.array(stroke, np.float32) for stroke in shapes[writer])
        for writer in (0, 1)
        for shapes in SHAPES.values()
    )
    numbers = np.arange(20, dtype=np.uint8)
    return PenHands.of(PenDigits(strokes, numbers % 10, numbers // 10 + 1))
