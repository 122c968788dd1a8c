"""Large pictures are cleaned in a smaller copy, as small as their strokes allow."""

import numpy as np
import pytest

import lenet
from lenet.pictures.grey import WHITE
from lenet.pictures.ink.cleaning import clean
from lenet.pictures.ink.smaller_copy import FINE, smaller_copy

PAGE = 1600, 2600


def page(ink, *, dark_on_light=True) -> np.ndarray:
    """A large page, uint16, with ink in its upper left corner and light from one side."""
    whole = np.zeros(PAGE, np.float32)
    whole[100 : 100 + ink.shape[0], 60 : 60 + ink.shape[1]] = ink
    light = np.linspace(0.6, 0.9, PAGE[1], dtype=np.float32)
    brightness = light * (1 - 0.75 * whole)
    return np.rint(WHITE * (brightness if dark_on_light else 1 - brightness)).astype(np.uint16)


@pytest.mark.parametrize("dark_on_light", [True, False])
@pytest.mark.parametrize(("height", "stroke"), [(120, 0.1), (200, 0.06), (320, 0.1)])
def test_strokes_stay_wide_enough(draw_line, height, stroke, dark_on_light) -> None:
    grey = page(draw_line("3067", height, stroke=stroke), dark_on_light=dark_on_light)
    copy = smaller_copy(grey)
    assert grey.size / 8 < copy.size <= grey.size / 4
    assert clean(copy).stroke >= FINE


def test_fine_writing_keeps_its_size(draw_line) -> None:
    grey = page(draw_line("3067", 25))
    assert smaller_copy(grey) is grey


def test_small_pictures_keep_their_size(draw_line) -> None:
    grey = page(draw_line("8", 100))[:1200, :1200]
    assert smaller_copy(grey) is grey


@pytest.mark.parametrize("level", [0, WHITE // 2, WHITE])
def test_a_page_without_writing_keeps_its_size(level) -> None:
    grey = np.full(PAGE, level, np.uint16)
    assert smaller_copy(grey) is grey


def test_boxes_are_told_in_the_pixels_of_the_page(draw_line) -> None:
    ink = draw_line("5315", 240)
    (reading,) = lenet.read(page(ink))
    rows, columns = (np.flatnonzero((ink > 0.5).any(axis=axis)) for axis in (1, 0))
    first, last = reading.digits[0].box, reading.digits[-1].box
    assert reading.text == "5315"
    assert first.x == pytest.approx(60 + columns[0], abs=12)
    assert last.x + last.width == pytest.approx(60 + columns[-1], abs=12)
    assert first.y == pytest.approx(100 + rows[0], abs=12)
    assert reading.box.height < 2 * np.ptp(rows)
