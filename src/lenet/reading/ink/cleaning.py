"""Grey -> ink: dots, polarity, uneven light, printed background, threshold, specks, ruled lines.

grey        uint16 [H, W], 0 black to 65535 white
brightness  float32 [H, W], 0 to 1, dark ink on light paper whichever way it came
depth       float32 [H, W], 1 - brightness / brightness of the paper there: 0 paper, 1 black
mask        uint8 [H, W], 1 ink
stroke      the width of the writing's strokes in pixels; every other length is counted in it
ink         float32 [H, W], exactly 0 where paper is, to 1 for full ink

Nothing here knows how large a picture is: a digit of 28x28, a strip and a photographed page of
eight million pixels go the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from lenet.pictures.grey import WHITE, Grey
from lenet.pictures.planes import (
    AREA,
    Mask,
    Plane,
    chosen,
    components,
    grown,
    mean_around,
    of_sorted,
    otsu,
    reduced,
    stroke_width,
)
from lenet.reading.ink.dithering import without_dots
from lenet.reading.ink.ruling import Line, found_lines, without_lines

SMALL = 640
"""Pixels of the longer side at which the paper's brightness is looked at; it changes slowly."""

PAPER_WINDOW = 6
"""Strokes: side of the window that the paper's brightness is averaged over."""

LEAST_DEPTH = 0.1
"""How much darker than the paper the darkest tenth of the ink must be to be ink at all."""

TEXTURE = 0.12
"""Strokes a pixel along a row: more than writing has, so it is the printed background."""

CLEAREST_NOISE = 1.7
"""How far the threshold must stand above the paper's own unevenness: noise is at 1."""

DARKEST_PAPER = 0.05
"""The brightness below which paper counts as no darker, so that black is not divided by black."""

WEAK, STRONG = 0.9, 1.4
"""Of the threshold: ink starts at the weak one, in pieces that somewhere reach the strong one."""

BLUR, LEAST_BLUR = 0.15, 0.7
"""Strokes, and pixels: how much a picture is smoothed before it is compared with a threshold."""

FULL_INK = 60
"""The percentile of the ink's depth that counts as full ink."""

SPECK = 0.4
"""Strokes squared: what is smaller is a speck."""


@dataclass(frozen=True)
class Cleaned:
    """The ink of a picture, and each step on the way to it, all [H, W].

    Attributes
    ----------
    ink : float32, exactly 0 where paper is, to 1
    mask : uint8, 1 where the ink is
    stroke : float, the width of the strokes in pixels; 0 without ink
    light_on_dark : bool, whether the picture was light on dark
    lines : the ruled lines that were removed
    brightness, depth : float32; see the module
    found : uint8, the mask before lines and specks were removed
    """

    ink: Plane
    mask: Mask
    stroke: float
    light_on_dark: bool
    lines: tuple[Line, ...]
    brightness: Plane
    depth: Plane
    found: Mask


def clean(grey: Grey) -> Cleaned:
    """Find the ink of a picture of any size and kind; a picture without ink gives none."""
    brightness = _brightness(without_dots(grey))
    light = light_on_dark(brightness)
    if light:
        brightness = 1 - brightness
    paper, stroke = paper_brightness(brightness)
    depth = _depth(brightness, paper)
    found = binarised(depth, stroke)
    stroke = stroke_width(found)
    lines = found_lines(found, stroke)
    mask = without_specks(without_lines(found, lines, stroke), stroke) if lines else found
    ink = soft_ink(depth, mask, removed=found & (1 - mask))
    return Cleaned(ink, mask, stroke, light, lines, brightness, depth, found)


def light_on_dark(brightness: Plane) -> bool:
    """Whether the ink is lighter than the paper.

    Ink covers less than paper, so what stands out from its surroundings stands out towards the
    ink: the sign of the third moment. Where that hardly tells, paper is what the border shows.
    """
    small = reduced(brightness, SMALL)
    away = small - mean_around(small, min(small.shape))
    spread = float(np.square(away).mean()) ** 1.5
    skewness = float((away * away * away).mean()) / max(spread, 1e-9)
    if abs(skewness) > 0.3:
        return bool(skewness > 0)
    border = np.concatenate((small[0], small[-1], small[:, 0], small[:, -1]))
    return bool(np.median(border) < (small.min() + small.max()) / 2)


def paper_brightness(brightness: Plane) -> tuple[Plane, float]:
    """How bright the paper would be at every pixel [H, W], and about how wide the strokes are.

    The mean brightness around, of what is not ink by the mean of a wider window before it; so
    shadows that are larger than a few strokes are light, not ink.
    """
    small = reduced(brightness, SMALL)
    short = min(small.shape)
    paper = mean_around(small, short)
    window = short
    for _ in range(2):
        mask = (paper - small > otsu(paper - small)).astype(np.uint8)
        stroke = stroke_width(mask)
        window = int(min(max(PAPER_WINDOW * stroke, 9), window))
        light = 1 - grown(mask).astype(np.float32)
        some = np.float32(0.02)  # where all is ink, the mean of all
        paper = (mean_around(small * light, window) + some * mean_around(small, window)) / (
            mean_around(light, window) + some
        )
    height, width = brightness.shape
    scale = height / small.shape[0]
    if small is not brightness:
        paper = np.asarray(cv2.resize(paper, (width, height)), np.float32)
    return paper, stroke * scale


def binarised(depth: Plane, stroke: float) -> Mask:
    """Ink, uint8 [H, W]: deeper than a weak threshold and somewhere deeper than a strong one.

    The threshold is Otsu's, so that a printed background, which is lighter than the writing,
    counts as paper; two of them keep the light ends of a stroke and not the background. Specks
    are left out.
    """
    blur = float(np.clip(BLUR * stroke, LEAST_BLUR, 3))
    smooth = np.asarray(cv2.GaussianBlur(depth, (0, 0), blur), np.float32)
    threshold = otsu(smooth)
    mask = (smooth > WEAK * threshold).astype(np.uint8)
    if threshold < CLEAREST_NOISE * _unevenness(smooth):
        return np.zeros_like(mask)
    if float(mask.mean()) > TEXTURE * max(1, stroke_width(mask)):
        threshold += otsu(smooth - np.float32(threshold))  # of what is above it
        mask = (smooth > WEAK * threshold).astype(np.uint8)
    if of_sorted(smooth[mask > 0], 90) < LEAST_DEPTH:
        return np.zeros_like(mask)
    labels, measures = components(mask)
    strong = np.bincount(labels[smooth > STRONG * threshold], minlength=len(measures))
    large = measures[:, AREA] >= _speck(stroke)
    return chosen(labels, large & (strong >= max(2, stroke)))


def _unevenness(depth: Plane) -> float:
    """The root mean square of what is lighter than its paper: there is no ink in it."""
    lighter = depth[depth < 0]
    return float(np.sqrt(np.square(lighter).mean())) if len(lighter) else 0.0


def without_specks(mask: Mask, stroke: float) -> Mask:
    """Remove what is too small to be part of the writing, a point or a comma."""
    labels, measures = components(mask)
    return chosen(labels, measures[:, AREA] >= _speck(stroke))


def _speck(stroke: float) -> float:
    return max(4, SPECK * stroke * stroke)


def soft_ink(depth: Plane, mask: Mask, removed: Mask) -> Plane:
    """The depth of the ink and of its soft edge one pixel wide, 0 to 1; 0 elsewhere."""
    if not mask.any():
        return np.zeros_like(depth)
    full = of_sorted(depth[mask > 0], FULL_INK)
    ink = np.clip(depth / np.float32(full), 0, 1)
    near = grown(mask) & (1 - removed)
    ink[(near == 0) | (ink < 0.1)] = 0
    return np.asarray(ink, np.float32)


def _depth(brightness: Plane, paper: Plane) -> Plane:
    away = (paper - brightness) / np.maximum(paper, np.float32(DARKEST_PAPER))
    return np.asarray(away, np.float32)


def _brightness(grey: Grey) -> Plane:
    """A scan of 12 bits in 16 is dark all over, so the brightest pixel is 1."""
    white = max(int(grey.max()), WHITE // 50)
    return grey.astype(np.float32) * np.float32(1 / white)
