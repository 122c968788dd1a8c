"""What digits are drawn from: MNIST's images, and the strokes of pens."""

from __future__ import annotations

from typing import NamedTuple

from lenet.reader_training.drawn.labelled_digits import LabelledDigits
from lenet.reader_training.drawn.pen_hands import PenHands


class Exemplars(NamedTuple):
    """Digits to draw from: images, and the strokes of pens, if there are any."""

    images: LabelledDigits
    pens: PenHands | None
