"""A picture of any kind -> ink -> the digit image a network takes.

picture      what ``lenet.pictures.formats`` opens: path, bytes, stream, Pillow image, array
grey         uint16 [H, W], 0 black to 65535 white
ink          float32 [H, W], 0 paper to 1 ink, whether the picture was dark on light or not
digit image  uint8 [28, 28], 0 paper to 255 ink, as MNIST was made (``lenet.digits.mnist_steps``)
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lenet.digits.mnist_form import mnist_form
from lenet.digits.mnist_steps import SIDE, DigitImage, Ink, box_of, corner, framed, scaled
from lenet.errors import PictureError
from lenet.pictures.boxes import Box
from lenet.pictures.formats import Picture, open_pages, source_name
from lenet.pictures.grey import WHITE, Grey
from lenet.pictures.ink.cleaning import Cleaned, clean
from lenet.pictures.limits import LIMITS, Limits
from lenet.pictures.planes import median, reduced

SMALLEST_COPY, FINER, COARSER = 84, 4, 2
"""Pixels of the longer side of the copy that is cleaned first, how much finer the next is, and how
much smaller than the picture a copy is at least."""

FINE_DIGIT, FINE_STROKE = 40, 2.0
"""Pixels: a copy is fine enough when its ink is so high or wide, and its strokes so wide. That is
twice as fine as the box of 20x20 that the ink is scaled to."""


def open_picture(
    source: Picture, *, limits: Limits = LIMITS, check: Callable[[], object] | None = None
) -> Ink:
    """Open a picture and return its ink, float32 [H, W], 0 paper to 1 ink.

    Of several pages the first; see ``lenet.pictures.formats.open_pages`` for what may be opened,
    and for ``check``.

    Notes
    -----
    The paper is what most of the border shows. Its level is kept: grey paper is light ink.

    Raises
    ------
    PictureError
        No such file, not a picture, a damaged one, or one beyond ``limits``.
    """
    with contextlib.closing(open_pages(source, limits=limits, check=check)) as pages:
        return _ink(next(pages).grey)


class Prepared(NamedTuple):
    """The picture of one digit on its way to the digit image, step by step.

    Attributes
    ----------
    size : (int, int)
        Width and height of the picture.
    ink : float32 [H, W]
        The ink, 0 paper to 1; of a large picture, that of a smaller copy.
    box : Box
        Where in the ink the digit is.
    scaled : uint8 [20, 20] or None
        What is in the box, scaled to fit; None for a picture that is taken as it stands.
    corner : (int, int)
        Row and column of the corner of ``scaled`` in the digit image.
    image : uint8 [28, 28]
        The digit image.
    cleaned : Cleaned or None
        How the ink was found; None for a picture that is taken as it stands.
    """

    size: tuple[int, int]
    ink: Ink
    box: Box
    scaled: DigitImage | None
    corner: tuple[int, int]
    image: DigitImage
    cleaned: Cleaned | None

    @property
    def box_in_picture(self) -> Box:
        """Where in the picture the digit is."""
        times = self.size[0] / self.ink.shape[1]
        return Box(*(round(times * length) for length in self.box))


def digit_image(source: Picture, *, centred: bool = True, limits: Limits = LIMITS) -> DigitImage:
    """Prepare the picture of one digit as MNIST's were: uint8 [28, 28], 0 paper to 255 ink.

    See ``prepared``.
    """
    return prepared(source, centred=centred, limits=limits).image


def prepared(
    source: Picture,
    *,
    centred: bool = True,
    limits: Limits = LIMITS,
    check: Callable[[], object] | None = None,
) -> Prepared:
    """Prepare the picture of one digit as MNIST's were, and keep the steps.

    A picture of 28x28 that has MNIST's own form (``lenet.digits.mnist_form``) is taken as it
    stands. The ink of any other is found as the reader finds it (``lenet.pictures.ink``), then
    boxed, scaled and centred as in ``mnist_steps``.

    ``centred`` says whether the images that the network was trained on have MNIST's form. For a
    network of other images, garments for example, every picture of 28x28 is taken as it stands,
    light on dark or dark on light.

    Raises
    ------
    PictureError
        As ``open_picture``, and when there is no ink.
    """
    with contextlib.closing(open_pages(source, limits=limits, check=check)) as pages:
        grey = next(pages).grey
    made = prepared_grey(grey, centred=centred)
    if made is None:
        raise PictureError(f"{source_name(source)}expected a digit, received a picture without ink")
    return made


def prepared_grey(grey: Grey, *, centred: bool = True) -> Prepared | None:
    """Prepare grey as ``prepared`` does; None where there is no ink."""
    image = as_it_stands(grey, centred=centred)
    return _cleaned(grey) if image is None else _standing(image)


def as_it_stands(grey: Grey, *, centred: bool = True) -> DigitImage | None:
    """The digit image that a picture of 28x28 is already; None for any other. See ``prepared``."""
    if grey.shape != (SIDE, SIDE):
        return None
    if not centred:
        return np.rint(_ink(grey) * 255).astype(np.uint8)
    levels = _levels(grey)
    return levels if mnist_form(levels[np.newaxis])[0] else None


def levels_of_28(source: Picture) -> DigitImage | None:
    """The levels of a picture of 28x28 as it came; None for any other size. PictureError."""
    with contextlib.closing(open_pages(source)) as pages:
        grey = next(pages).grey
    return _levels(grey) if grey.shape == (SIDE, SIDE) else None


def _levels(grey: Grey) -> DigitImage:
    return (grey // (WHITE // 255)).astype(np.uint8)


def _standing(image: DigitImage) -> Prepared | None:
    if not image.any():
        return None
    ink = image.astype(np.float32) / np.float32(255)
    return Prepared((SIDE, SIDE), ink, Box(0, 0, SIDE, SIDE), None, (0, 0), image, None)


def _cleaned(grey: Grey) -> Prepared | None:
    cleaned = clean_digit(grey)
    if not cleaned.ink.any():
        return None
    box = box_of(cleaned.ink)
    within = scaled(cleaned.ink[box.y : box.y + box.height, box.x : box.x + box.width])
    size = (grey.shape[1], grey.shape[0])
    return Prepared(size, cleaned.ink, box, within, corner(within), framed(within), cleaned)


def clean_digit(grey: Grey) -> Cleaned:
    """Find the ink of a picture of one digit; of a large one, in the smallest copy that will do."""
    longest = SMALLEST_COPY
    while longest * COARSER <= max(grey.shape):
        cleaned = clean(reduced(grey, longest))
        if _is_fine_enough(cleaned):
            return cleaned
        longest *= FINER
    return clean(grey)


def _is_fine_enough(cleaned: Cleaned) -> bool:
    if cleaned.stroke < FINE_STROKE or not cleaned.ink.any():
        return False
    return max(box_of(cleaned.ink)[2:]) >= FINE_DIGIT


def _ink(grey: Grey) -> Ink:
    low, high = int(grey.min()), int(grey.max())
    if low == high:  # one colour: all paper, whichever it is
        return np.zeros(grey.shape, np.float32)
    paper, middle = _paper(grey), (low + high) / 2
    if paper == middle:  # half the border is ink; then the larger area is paper
        paper = float(grey.mean())
    if paper >= middle:
        grey = WHITE - grey
    return grey.astype(np.float32) / np.float32(WHITE)


def _paper(picture: Grey | Ink) -> float:
    sides = (picture[0], picture[-1], picture[1:-1, 0], picture[1:-1, -1])
    return median(np.concatenate(sides))
