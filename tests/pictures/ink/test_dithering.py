"""Greys made of black and white dots are greys again; other pictures stay what they are."""

import numpy as np
import pytest
from PIL import Image

from lenet.pictures.grey import grey_of_array
from lenet.pictures.ink.cleaning import clean
from lenet.pictures.ink.dithering import without_dots
from lenet.reading.reader import read

BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]]) / 16 + 1 / 32


def page(ink, paper=0.88, black=0.25):
    """Brightness of grey paper with ink that is not quite black, uint8."""
    return np.rint(255 * (paper - (paper - black) * ink)).astype(np.uint8)


def diffused(levels):
    """In dots, as Floyd and Steinberg's error diffusion makes them."""
    return np.asarray(Image.fromarray(levels).convert("1").convert("L"))


def ordered(levels):
    """In dots, as an ordered dither of 4x4 makes them."""
    rows, columns = levels.shape
    least = np.tile(BAYER, (rows // 4 + 1, columns // 4 + 1))[:rows, :columns]
    return np.where(levels / 255 > least, 255, 0).astype(np.uint8)


@pytest.mark.parametrize("dots", [diffused, ordered])
@pytest.mark.parametrize("height", [32, 80])
def test_a_line_in_dots_is_read(draw_line, dots, height):
    levels = dots(page(draw_line("53159", height)))
    assert set(np.unique(levels)) == {0, 255}
    assert [one.text for one in read(levels, grammar="digits")] == ["53159"]


def test_its_ink_is_that_of_the_greys(draw_line):
    levels = page(draw_line("53159", 60))
    whole, dotted = (clean(grey_of_array(one)).mask > 0 for one in (levels, diffused(levels)))
    assert (whole & dotted).sum() > 0.8 * (whole | dotted).sum()


def test_light_on_dark_in_dots_is_read(draw_line):
    levels = diffused(255 - page(draw_line("53159", 60)))
    assert [one.text for one in read(levels, grammar="digits")] == ["53159"]


@pytest.mark.parametrize("specks", [0, 0.002])
def test_black_and_white_without_dots_stays(draw_line, specks):
    levels = np.where(draw_line("53159", 40) > 0.5, 0, 255).astype(np.uint8)
    levels[np.random.default_rng(0).random(levels.shape) < specks] = 0
    grey = grey_of_array(levels)
    assert without_dots(grey) is grey


def test_greys_and_one_colour_stay(draw_line):
    for levels in (page(draw_line("53159", 40)), np.full((40, 90), 7, np.uint8)):
        grey = grey_of_array(levels)
        assert without_dots(grey) is grey
