"""A picture of any kind -> ink -> the digit image a network takes.

picture      what ``lenet.pictures.formats`` opens: path, bytes, stream, Pillow image, array
grey         uint16 [H, W], 0 black to 65535 white
ink          float32 [H, W], 0 paper to 1 ink, whether the picture was dark on light or not
digit image  uint8 [28, 28], 0 paper to 255 ink, as MNIST was made (``lenet.digits.mnist_steps``)
"""

import contextlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lenet.digits.mnist_steps import SIDE, DigitImage, Ink, box_of, corner, framed, scaled
from lenet.errors import PictureError
from lenet.pictures.boxes import Box
from lenet.pictures.formats import Picture, open_pages, source_name
from lenet.pictures.grey import WHITE, Grey
from lenet.pictures.limits import LIMITS, Limits

LEAST_CONTRAST = 0.1
"""How far the darkest ink must stand from the paper, of the whole range, to be ink at all."""

FAINTEST_INK = 0.25
"""What counts as ink, of the way from the paper to the darkest ink of a picture."""


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
    ink : float32 [H, W]
        The picture, 0 paper to 1 ink.
    box : Box
        Where in it the digit is.
    scaled : uint8 [20, 20] or None
        What is in the box, scaled to fit; None for a picture that is left as it is.
    corner : (int, int)
        Row and column of the corner of ``scaled`` in the digit image.
    image : uint8 [28, 28]
        The digit image.
    """

    ink: Ink
    box: Box
    scaled: DigitImage | None
    corner: tuple[int, int]
    image: DigitImage


def digit_image(source: Picture, *, limits: Limits = LIMITS) -> DigitImage:
    """Prepare the picture of one digit as MNIST's were: uint8 [28, 28], 0 paper to 255 ink.

    See ``prepared``.
    """
    return prepared(source, limits=limits).image


def prepared(
    source: Picture, *, limits: Limits = LIMITS, check: Callable[[], object] | None = None
) -> Prepared:
    """Prepare the picture of one digit as MNIST's were, and keep the steps.

    A picture of 28x28 is left as it is, light on dark like MNIST's or dark on light.
    Any other is cleaned of its paper, then boxed, scaled and centred as in ``mnist_steps``.

    Raises
    ------
    PictureError
        As ``open_picture``, and when there is no ink.
    """
    ink = open_picture(source, limits=limits, check=check)
    ready = ink.shape == (SIDE, SIDE)
    cleaned = ink if ready else without_paper(ink)
    if not cleaned.any():
        raise PictureError(f"{source_name(source)}expected a digit, received a picture without ink")
    if ready:
        image = np.rint(ink * 255).astype(np.uint8)
        return Prepared(ink, Box(0, 0, SIDE, SIDE), None, (0, 0), image)
    box = box_of(cleaned)
    within = scaled(cleaned[box.y : box.y + box.height, box.x : box.x + box.width])
    return Prepared(cleaned, box, within, corner(within), framed(within))


def without_paper(ink: Ink) -> Ink:
    """Scale ink so that paper is 0 and the darkest ink 1; all zero if they hardly differ.

    Below a quarter of that range counts as paper: MNIST's box is tight, so that one grey pixel far
    from the digit would make the digit smaller. Half the range cuts pencil strokes: of 2,982
    scanned digits a network trained on MNIST then misread 332, with a quarter 264.
    """
    paper = _paper(ink)
    darkest = float(ink.max())
    if darkest - paper < LEAST_CONTRAST:
        return np.zeros_like(ink)
    stretched = ink - np.float32(paper)  # then in place: a page has millions of pixels
    stretched /= np.float32(darkest - paper)
    stretched *= stretched >= FAINTEST_INK
    return stretched


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
    ordered = np.sort(np.concatenate(sides))  # the median; NumPy's own takes ten times as long
    return (float(ordered[(len(ordered) - 1) // 2]) + float(ordered[len(ordered) // 2])) / 2
