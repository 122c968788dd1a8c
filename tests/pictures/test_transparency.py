"""Pictures with transparency: on the paper that they are laid on, ink of any colour is seen."""

import numpy as np
import pytest
from PIL import Image

from lenet.pictures.grey import grey_of_array, grey_of_picture

STROKE = (slice(4, 26), slice(12, 16))


def clear_with_a_stroke(colour, background=(0, 0, 0, 0)) -> Image.Image:
    pixels = np.zeros((30, 30, 4), np.uint8)
    pixels[:] = background
    pixels[STROKE] = (*colour, 255)
    return Image.fromarray(pixels)


def contrast(grey) -> float:
    """How much the stroke differs from all else, of white."""
    other = np.ones(grey.shape, bool)
    other[STROKE] = False
    return abs(float(grey[STROKE].mean()) - float(grey[other].mean())) / 65535


@pytest.mark.parametrize("background", [(0, 0, 0, 0), (255, 255, 255, 0)])
@pytest.mark.parametrize(
    "colour", [(255, 255, 255), (250, 240, 90), (0, 0, 0), (90, 90, 200), (200, 40, 40)]
)
def test_ink_of_any_colour_is_seen_on_a_transparent_ground(colour, background):
    picture = clear_with_a_stroke(colour, background)
    assert contrast(grey_of_picture(picture)) > 0.4
    assert contrast(grey_of_picture(picture.convert("LA"))) > 0.4
    assert contrast(grey_of_array(np.asarray(picture))) > 0.4
    assert contrast(grey_of_array(np.asarray(picture.convert("LA")))) > 0.4


@pytest.mark.parametrize("level", [0, 255])
def test_ink_is_seen_in_a_palette_with_a_transparent_colour(level):
    indices = np.zeros((30, 30), np.uint8)
    indices[STROKE] = 1
    picture = Image.fromarray(indices)
    picture.putpalette([127] * 3 + [level] * 3)
    picture.info["transparency"] = 0
    assert contrast(grey_of_picture(picture)) == 1


def test_white_ink_with_a_soft_half_transparent_edge_is_seen():
    pixels = np.asarray(clear_with_a_stroke((255, 255, 255))).copy()
    pixels[STROKE[0], 11] = pixels[STROKE[0], 16] = (0, 0, 0, 60)  # as careless programs write it
    assert contrast(grey_of_array(pixels)) > 0.95


@pytest.mark.parametrize(("paper", "ink"), [(240, 20), (20, 240)])
def test_opaque_paper_goes_on_where_its_picture_is_transparent(paper, ink):
    pixels = np.full((30, 30, 4), 255, np.uint8)
    pixels[..., :3] = paper
    pixels[STROKE][..., :3] = ink
    pixels[:3, :3] = 0
    pixels[-3:, -3:] = (90, 90, 90, 128)
    grey = grey_of_array(pixels)
    assert (grey[:3, :3] == paper * 257).all()
    assert abs(int(grey[-1, -1]) // 257 - paper) < 0.6 * abs(paper - ink)
    assert (grey[STROKE] == ink * 257).all()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_a_picture_that_is_transparent_throughout_is_white_paper(mode):
    assert (grey_of_picture(Image.new(mode, (9, 7))) == 65535).all()
