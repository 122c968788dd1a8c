"""Digit images distorted as handwriting varies: planar affine maps, elastic displacement, noise.

images   uint8 (n, rows, columns), 0 paper to 255 ink; ink that leaves the picture is lost
variant  the number of an image's distortion; 0 is the image itself
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet import _engine
from lenet.arguments.arrays import real_array
from lenet.arguments.numbers import Interval, checked_seed, real
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.host.cores import thread_count

_FROM_TO = {
    "translation": (0, 1000),
    "scale": (0, 9),
    "rotation": (0, 180),
    "squeeze": (0, 9),
    "shear": (0, 9),
    "elastic": (0, 100),
    "spacing": (1, 1000),
    "noise": (0, 1),
}

_FACTOR, _MOVEMENT = Interval(1e-3, 1e3), Interval(-1e6, 1e6)


@dataclass(frozen=True)
class Distortion:
    """The greatest extent of each distortion; 0 leaves it out.

    The first five are the planar affine distortions of LeCun et al. 1998, section III.C, about the
    picture's centre, each drawn uniformly from its range: the paper prints no ranges. ``elastic``
    is that of Simard, Steinkraus & Platt 2003, with a cubic B-spline in place of their Gaussian:
    their best for MNIST, sigma 4 and alpha 34, is ``spacing`` 7 and ``elastic`` 1.4. ModelError for
    a value out of range.

    Attributes
    ----------
    translation : float
        Pixels, left or right, and up or down.
    scale : float
        0.2 makes a picture up to 1.2 times as large or as small (uniform in the logarithm).
    rotation : float
        Degrees, to the left or to the right.
    squeeze : float
        0.2 makes it up to 1.2 times wider and 1.2 times lower, or narrower and higher.
    shear : float
        Columns for each row upwards.
    elastic : float
        Pixels, the standard deviation of the displacement along each axis.
    spacing : float
        Pixels between the nodes of the displacement field, about its smoothness.
    noise : float
        The probability of each pixel to be inverted, 0 to 1.
    """

    translation: float = 0.0
    scale: float = 0.0
    rotation: float = 0.0
    squeeze: float = 0.0
    shear: float = 0.0
    elastic: float = 0.0
    spacing: float = 7.0
    noise: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            within = Interval(*_FROM_TO[field.name])
            value = real(f"a distortion's {field.name}", getattr(self, field.name), within)
            object.__setattr__(self, field.name, value)

    def as_dict(self) -> dict[str, float]:
        """The ranges by name, as JSON takes them."""
        return asdict(self)

    def engine_ranges(self) -> tuple[float, float, float, float, float, float, float, float]:
        """The same ranges in the engine's units: logarithms of factors, radians."""
        return (
            self.translation,
            math.log1p(self.scale),
            math.radians(self.rotation),
            math.log1p(self.squeeze),
            self.shear,
            self.elastic,
            self.spacing,
            self.noise,
        )


AFFINE = Distortion(translation=1, scale=0.1, squeeze=0.1, shear=0.15)
"""The kinds of distortion that LeCun et al. 1998 name, as far as helps it (docs/paper.md)."""


def distorted(
    images: NDArray[np.uint8],
    distortion: Distortion,
    *,
    which: ArrayLike | None = None,
    variants: ArrayLike = 1,
    seed: int = 0,
    threads: int | None = None,
) -> NDArray[np.uint8]:
    """The chosen images, distorted: uint8 (m, rows, columns).

    ``which`` (m,) are indices of images, by default all in order. ``variants``, one number or (m,),
    choose each one's distortion. A result depends on the image, its index, its variant and the
    seed alone. ModelError for other arrays.
    """
    if not isinstance(distortion, Distortion):
        raise ModelError(f"expected a Distortion, received {shown(distortion)}")
    checked = checked_images(images)
    numbers_ = np.arange(len(checked)) if which is None else _whole_numbers(which, "which")
    if numbers_.ndim != 1 or not ((numbers_ >= 0) & (numbers_ < len(checked))).all():
        raise ModelError(f"expected which as a row of numbers of the {len(checked)} images")
    asked = _whole_numbers(variants, "variants")
    if asked.shape not in ((), numbers_.shape):
        raise ModelError(f"expected {len(numbers_)} variants or one, received {asked.shape}")
    asked = np.ascontiguousarray(np.broadcast_to(asked, numbers_.shape))
    made = _engine.distort(
        checked,
        np.ascontiguousarray(numbers_),
        asked,
        checked_seed(seed),
        distortion.engine_ranges(),
        thread_count(threads),
    )
    originals = asked == 0
    made[originals] = checked[numbers_[originals]]
    return made


def transformed(
    images: NDArray[np.uint8],
    *,
    translation: tuple[float, float] = (0.0, 0.0),
    scale: float = 1.0,
    rotation: float = 0.0,
    squeeze: float = 1.0,
    shear: float = 0.0,
    threads: int | None = None,
) -> NDArray[np.uint8]:
    """All images transformed alike about their centre; the shape stays, so pad them for more room.

    In this order: squeezed (widths times ``squeeze``, heights divided by it) and scaled, sheared
    (columns to the right for each row upwards), rotated (degrees, counter-clockwise), translated
    (pixels to the right, pixels down). ModelError for a factor that is not above 0.
    """
    if not isinstance(translation, tuple | list) or len(translation) != 2:
        raise ModelError(f"expected translation (right, down), received {shown(translation)}")
    right, down = (real("translation", pixels, _MOVEMENT) for pixels in translation)
    turned, sheared = real("rotation", rotation, _MOVEMENT), real("shear", shear, _MOVEMENT)
    larger, squeezed = real("scale", scale, _FACTOR), real("squeeze", squeeze, _FACTOR)
    return _engine.transform(
        checked_images(images),
        (right, down, larger, math.radians(turned), squeezed, sheared),
        thread_count(threads),
    )


def inverted(images: NDArray[np.uint8], share: float, *, seed: int = 0) -> NDArray[np.uint8]:
    """The images with each pixel inverted (255 minus itself) with probability ``share``."""
    return distorted(images, Distortion(noise=share), seed=seed)


def checked_images(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The images, contiguous. ModelError unless uint8 (n, rows, columns)."""
    kind = getattr(images, "dtype", type(images).__name__)
    shape = getattr(images, "shape", ())
    if kind != np.uint8 or len(shape) != 3 or not all(1 <= side <= 8192 for side in shape[1:]):
        raise ModelError(
            f"expected images uint8 (n, rows, columns) of 1 to 8192 a side, received {kind} {shape}"
        )
    return np.ascontiguousarray(images)


def _whole_numbers(given: ArrayLike, what: str) -> NDArray[np.int64]:
    array = real_array(given, what)
    if array.dtype.kind not in "iu":
        raise ModelError(f"expected whole numbers for {what}, received {array.dtype}")
    return array.astype(np.int64)
