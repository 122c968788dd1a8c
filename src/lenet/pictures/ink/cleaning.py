"""Grey -> ink: dithering, polarity, uneven light, thresholds, specks and ruled lines.

grey        uint16 [H, W], 0 black to 65535 white
brightness  float32 [H, W], 0 to 1, dark ink on light paper; inverted if it came light on dark
depth       float32 [H, W], 1 - brightness / brightness of the paper there: 0 paper, 1 black
mask        uint8 [H, W], 1 ink
stroke      the width of the writing's strokes in pixels, the unit of the other lengths
ink         float32 [H, W], exactly 0 where paper is, to 1 for full ink

No step depends on the size of the picture: a digit of 28x28, a line, and a photographed page of
eight million pixels are cleaned in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from lenet.pictures.grey import WHITE, Grey
from lenet.pictures.ink.dashes import dashed
from lenet.pictures.ink.dithering import without_dots
from lenet.pictures.ink.edges import cut_off
from lenet.pictures.ink.ruling import (
    Grid,
    RuledLine,
    find_grids,
    find_ruled_lines,
    without_grids,
    without_ruled_lines,
)
from lenet.pictures.planes import (
    AREA,
    Mask,
    Plane,
    chosen,
    components,
    grown,
    mean_around,
    otsu,
    percentile,
    reduced,
    stroke_width,
)

SMALL = 640
"""Pixels of the longer side, at most, of the smaller copy in which the paper's brightness is
measured: it changes slowly."""

PAPER_WINDOW = 6
"""Strokes: the side of the window in which the paper's brightness is averaged."""

LEAST_DEPTH, FAINTEST = 0.1, 0.03
"""The least depth of the darkest tenth of the ink, on noisy paper and on the quietest; a picture
with paler marks alone has no ink."""

ABOVE_NOISE = 10
"""Times the paper's noise: between these two, the least depth."""

TEXTURE = 0.12
"""Times the stroke width in pixels: the greatest share of a picture that writing covers. A mask
that covers more has the printed background in it."""

CLEAREST_NOISE = 1.7
"""Times the paper's noise: a lower threshold separates nothing, and the picture has no ink."""

DARKEST_PAPER = 0.05
"""The least brightness that paper counts with, so that black paper is not a division by zero."""

WEAK, STRONG = 0.9, 1.4
"""Times the threshold: pixels above the weak one are ink if their component somewhere exceeds the
strong one."""

BLUR, LEAST_BLUR = 0.15, 0.7
"""Strokes, and pixels at least: the deviation of the blur before a threshold is applied."""

FULL_INK = 60
"""The percentile of the ink's depths that counts as full ink."""

PALE, MOST_DRAWN = 0.3, 0.3
"""Shares: of the depth of full ink, what a line of a grid has at least; and of a picture, what
is so dark at most, unless its background is printed."""

SPECK = 0.4
"""Strokes squared: a component of a smaller area is a speck."""


@dataclass(frozen=True)
class Cleaned:
    """The ink of a picture, and each step on the way to it, all [H, W].

    Attributes
    ----------
    ink : float32, exactly 0 where paper is, to 1
    mask : uint8, 1 where the ink is
    stroke : float, the width of the strokes in pixels; 0 without ink
    light_on_dark : bool, whether the picture was light on dark
    ruled_lines : the lines printed on the form, which were removed
    brightness, depth : float32; see the module
    found : uint8, the mask before ruled lines and specks were removed
    grids : tables, rows of boxes and combs, whose lines were removed too
    """

    ink: Plane
    mask: Mask
    stroke: float
    light_on_dark: bool
    ruled_lines: tuple[RuledLine, ...]
    brightness: Plane
    depth: Plane
    found: Mask
    grids: tuple[Grid, ...] = ()


def clean(grey: Grey) -> Cleaned:
    """Find the ink of a picture of any size and kind; a picture without ink gives none."""
    brightness = brightness_of(without_dots(grey))
    light = light_on_dark(brightness)
    if light:
        brightness = 1 - brightness
    paper, stroke = paper_brightness(brightness)
    depth = depth_below(brightness, paper)
    found = binarised(depth, stroke)
    stroke = stroke_width(found)
    grids = find_grids(_drawn(depth, found), stroke) if stroke else ()
    mask = found
    if grids:
        mask, depth = without_grids(found, depth, grids, stroke)
        stroke = stroke_width(mask)
    lines = find_ruled_lines(mask, stroke)
    mask, marks = writing_and_marks(without_ruled_lines(mask, lines, stroke), stroke)
    if marks.any():
        depth[around(marks, mask) > 0] = 0  # or the networks would see them
    lines = (*(line for grid in grids for line in grid.drawn), *lines)
    ink = soft_ink(depth, mask, removed=found & (1 - mask))
    return Cleaned(ink, mask, stroke, light, lines, brightness, depth, found, grids)


def writing_and_marks(mask: Mask, stroke: float) -> tuple[Mask, Mask]:
    """The mask without specks, dashed rules and what the edge cut off; and the latter two."""
    labels, measures = components(mask)
    marks = dashed(measures, stroke)
    marks |= cut_off(np.where(marks[labels], 0, labels) if marks.any() else labels, measures)
    keep = (measures[:, AREA] >= _speck(stroke)) & ~marks
    return chosen(labels, keep), chosen(labels, marks)


def around(marks: Mask, mask: Mask) -> Mask:
    """Marks with their soft edges, uint8 [H, W], as far as these are not those of the mask."""
    return grown(marks, 5, 5) & (1 - grown(mask))


def light_on_dark(brightness: Plane) -> bool:
    """Whether the ink is lighter than the paper.

    Ink covers less of a picture than paper does, so the brightness is skewed towards the ink: the
    sign of the third moment tells. Where it is near 0, the border counts as paper.
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
    """The brightness of the paper at every pixel [H, W], and about how wide the strokes are.

    It is the mean brightness around a pixel of all that is not ink; what is ink is found with the
    mean of a wider window, twice. So a shadow that is wider than a few strokes counts as paper.
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
        some = np.float32(0.02)  # where all is ink, the mean of everything
        paper = (mean_around(small * light, window) + some * mean_around(small, window)) / (
            mean_around(light, window) + some
        )
    height, width = brightness.shape
    scale = height / small.shape[0]
    if small is not brightness:
        paper = np.asarray(cv2.resize(paper, (width, height)), np.float32)
    return paper, stroke * scale


def binarised(depth: Plane, stroke: float) -> Mask:
    """The mask of the ink, uint8 [H, W]: hysteresis about Otsu's threshold, without specks.

    A printed background is paler than the writing and falls below Otsu's threshold. The weak
    threshold keeps the pale ends of strokes; the strong one leaves out components that are
    background alone.
    """
    blur = float(np.clip(BLUR * stroke, LEAST_BLUR, 3))
    smooth = np.asarray(cv2.GaussianBlur(depth, (0, 0), blur), np.float32)
    threshold = otsu(smooth)
    mask = (smooth > WEAK * threshold).astype(np.uint8)
    noise = _unevenness(smooth)
    if threshold < CLEAREST_NOISE * noise:
        return np.zeros_like(mask)
    if float(mask.mean()) > TEXTURE * max(1, stroke_width(mask)):
        threshold += otsu(smooth - np.float32(threshold))  # of the depths above it
        mask = (smooth > WEAK * threshold).astype(np.uint8)
    least = min(max(FAINTEST, ABOVE_NOISE * noise), LEAST_DEPTH)
    if percentile(smooth[mask > 0], 90) < least:
        return np.zeros_like(mask)
    labels, measures = components(mask)
    strong = np.bincount(labels[smooth > STRONG * threshold], minlength=len(measures))
    large = measures[:, AREA] >= _speck(stroke)
    return chosen(labels, large & (strong >= max(2, stroke)))


def _unevenness(depth: Plane) -> float:
    """The paper's noise: the root mean square of the depths below 0, where there is no ink."""
    lighter = depth[depth < 0]
    return float(np.sqrt(np.square(lighter).mean())) if len(lighter) else 0.0


def _drawn(depth: Plane, found: Mask) -> Mask:
    """All that is darker than the paper, pale, broken and fine lines too; of texture the ink."""
    drawn = (depth > PALE * full_depth(depth, found)).astype(np.uint8)
    return found if float(drawn.mean()) > MOST_DRAWN else drawn


def _speck(stroke: float) -> float:
    return max(4, SPECK * stroke * stroke)


def full_depth(depth: Plane, mask: Mask) -> float:
    """The depth of full ink: a percentile of the depths in the mask; 1 where there is no ink."""
    inked = depth[mask > 0]
    return max(percentile(inked, FULL_INK), 1e-3) if len(inked) else 1.0


def soft_ink(depth: Plane, mask: Mask, removed: Mask) -> Plane:
    """The ink and its soft edge of one pixel, 0 to 1 for full ink, float32 [H, W]; 0 elsewhere."""
    if not mask.any():
        return np.zeros_like(depth)
    ink = np.clip(depth / np.float32(full_depth(depth, mask)), 0, 1)
    near = grown(mask) & (1 - removed)
    ink[(near == 0) | (ink < 0.1)] = 0
    return np.asarray(ink, np.float32)


def depth_below(brightness: Plane, paper: Plane) -> Plane:
    """How much darker than the paper each pixel is, 0 to 1 for black; below 0 if it is lighter."""
    away = (paper - brightness) / np.maximum(paper, np.float32(DARKEST_PAPER))
    return np.asarray(away, np.float32)


def brightness_of(grey: Grey) -> Plane:
    """0 black to 1 white. The brightest pixel is 1, as a scan of 12 bits in 16 is dark all over."""
    white = max(int(grey.max()), WHITE // 50)
    return grey.astype(np.float32) * np.float32(1 / white)
