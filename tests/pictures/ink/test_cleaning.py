"""Cleaning: what is ink and what is not, whatever light, paper, size and polarity it comes in."""

import csv
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.pictures.formats import open_pages
from lenet.pictures.ink.cleaning import clean, light_on_dark, writing_and_marks
from lenet.pictures.planes import AREA, HEIGHT, TOP, WIDTH, components

CHEQUES = Path(os.environ.get("LENET_HANDWRITING", "none"), "cheque-amounts")
"""Real ones, which are not in the repository: the folder of benchmarks/reading/readers.py."""


def grey(brightness) -> np.ndarray:
    """Grey, uint16, of brightness from 0 to 1."""
    return np.rint(np.clip(brightness, 0, 1) * 65535).astype(np.uint16)


def paper_with(ink, paper=0.85, black=0.2):
    return paper - (paper - black) * ink


def overlap(mask, ink) -> float:
    """The pixels that are in both, of those that are in either."""
    real = ink > 0.5
    return float((real & (mask > 0)).sum() / (real | (mask > 0)).sum())


@pytest.fixture
def line(draw_line):
    return draw_line("3067.58-", 40)


# Paper and ink


def test_ink_on_plain_paper_is_found_where_it_is(line):
    cleaned = clean(grey(paper_with(line)))
    assert overlap(cleaned.mask, line) > 0.85
    assert not cleaned.ruled_lines
    assert not cleaned.light_on_dark
    assert cleaned.stroke == pytest.approx(5, abs=1.5)


def test_ink_is_zero_on_paper_and_one_where_it_is_full(line):
    ink = clean(grey(paper_with(line))).ink
    assert ink.dtype == np.float32
    assert ink.shape == line.shape
    assert not ink[cv2.dilate((line > 0).astype(np.uint8), np.ones((5, 5), np.uint8)) == 0].any()
    assert ink.max() == 1
    assert ink[line == 1].mean() > 0.95


@pytest.mark.parametrize("height", [12, 20, 40, 160, 500])
def test_the_size_does_not_matter(draw_line, height):
    line = draw_line("250.81", height)
    mask = clean(grey(paper_with(line))).mask
    assert overlap(mask, line) > 0.75
    found = components(mask)[1][1:, HEIGHT]
    assert (found > height / 2).sum() == 5
    assert len(found) == 6 or height < 40  # a point of two pixels may be a speck


@pytest.mark.parametrize("stroke", [0.06, 0.1, 0.2, 0.3])
def test_thin_and_thick_strokes_are_ink_through_and_through(draw_line, stroke):
    line = draw_line("7153", 100, stroke=stroke)
    assert overlap(clean(grey(paper_with(line))).mask, line) > 0.85


def test_light_on_dark_gives_the_same_ink(line):
    dark = clean(grey(paper_with(line, 0.9, 0.1)))
    light = clean(grey(paper_with(line, 0.1, 0.9)))
    assert light.light_on_dark
    np.testing.assert_allclose(light.ink, dark.ink, atol=0.35)
    assert overlap(light.mask, dark.mask) > 0.9


def test_the_black_border_of_a_scan_does_not_make_the_paper_ink(line):
    page = np.pad(paper_with(line), 60, constant_values=0.85)
    assert not light_on_dark(np.pad(page, 12).astype(np.float32))
    assert light_on_dark(np.pad(1 - page, 12, constant_values=1).astype(np.float32))


def test_a_digit_that_fills_its_picture_keeps_its_polarity(draw_line):
    for sign in "0123456789":
        digit = draw_line(sign, 24, stroke=0.2, margin=3)[:, :24]
        assert not light_on_dark((1 - digit).astype(np.float32))
        assert light_on_dark(digit)


def test_a_scan_of_twelve_bits_in_sixteen_is_as_good_as_any(line):
    whole = grey(paper_with(line))
    assert overlap(clean(whole // 16).mask, clean(whole).mask) > 0.99


# Light


def test_slanting_light_and_a_hard_shadow_are_not_ink(line):
    page = np.tile(paper_with(line), (8, 2))
    ink = np.tile(line, (8, 2))
    height, width = page.shape
    light = np.linspace(1, 0.5, width)[None] * np.linspace(0.8, 1, height)[:, None]
    shadow = np.ones((height, width), np.float32)
    shadow[height // 3 :, : width // 3] = 0.4
    shadow = cv2.GaussianBlur(shadow, (0, 0), 12)
    assert overlap(clean(grey(page * light)).mask, ink) > 0.8
    assert overlap(clean(grey(page * shadow)).mask, ink) > 0.75


def test_a_printed_background_is_paper(line):
    height, width = line.shape
    rows, columns = np.mgrid[:height, :width]
    waves = np.sin(rows * 1.3 + 3 * np.sin(columns / 15)) > 0.6
    page = paper_with(line) * np.where(waves, 0.85, 1)
    page += np.random.default_rng(1).normal(0, 0.02, page.shape)
    mask = clean(grey(page)).mask
    assert overlap(mask, line) > 0.7
    assert len(components(mask)[1]) - 1 == 8


@pytest.mark.parametrize("depth", [0.045, 0.06])
def test_faint_pencil_is_ink_on_quiet_paper_and_not_on_paper_with_grain(line, depth):
    page = np.round(215 * (1 - depth * line))
    assert overlap(clean(grey(page / 255)).mask, line) > 0.7
    grain = cv2.GaussianBlur(np.random.default_rng(0).normal(0, 1, line.shape), (0, 0), 2)
    grained = page / 255 + 0.015 * grain / np.std(grain)
    assert not clean(grey(grained)).mask.any()


# Nothing to read


@pytest.mark.parametrize("level", [0, 0.02, 0.5, 1])
@pytest.mark.parametrize("shape", [(1, 1), (28, 28), (50, 150), (400, 300)])
def test_a_page_of_one_colour_has_no_ink(level, shape):
    cleaned = clean(grey(np.full(shape, level)))
    assert not cleaned.ink.any()
    assert cleaned.stroke == 0


def test_noise_on_paper_is_no_ink():
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(0.8, 0.02, (60, 200))
        assert not clean(grey(noise)).ink.any()


def test_specks_go_and_points_stay(draw_line):
    line = draw_line("30.5,2", 40)
    mask = (line > 0.5).astype(np.uint8)
    dirty = mask.copy()
    dirty[2::17, 3::23] = 1
    cleared, _ = writing_and_marks(dirty, 4)
    assert len(components(cleared)[1]) == len(components(mask)[1])
    np.testing.assert_array_equal(cleared & mask, mask)


# Any picture


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1), st.floats(0, 1))
def test_any_picture_gives_ink_that_holds_together(height, width, seed, share):
    chance = np.random.default_rng(seed)
    page = np.where(chance.random((height, width)) < share, 0.1, 0.9)
    cleaned = clean(grey(page))
    assert cleaned.ink.shape == cleaned.mask.shape == (height, width)
    assert 0 <= cleaned.ink.min() <= cleaned.ink.max() <= 1
    near = cv2.dilate(cleaned.mask, np.ones((3, 3), np.uint8))
    assert not cleaned.ink[near == 0].any()
    assert set(np.unique(cleaned.mask)) <= {0, 1}


def test_cleaning_twice_gives_the_same_bytes(line):
    page = grey(paper_with(line) + np.random.default_rng(0).normal(0, 0.05, line.shape))
    assert clean(page).ink.tobytes() == clean(page).ink.tobytes()


# Real cheques


@pytest.mark.skipif(not CHEQUES.is_dir(), reason="LENET_HANDWRITING names no folder of them")
def test_the_digits_of_real_cheques_are_whole_and_little_else_is_ink():
    digits = whole = ink = outside = 0
    with (CHEQUES / "labels.csv").open() as file:
        rows = list(csv.DictReader(file))[::4]
    for row in rows:
        mask = clean(next(open_pages(CHEQUES / row["file"])).grey).mask
        labels, measures = components(mask)
        inside = np.zeros(mask.shape, bool)
        for box in row["boxes"].split():
            _, x, y, width, height = map(int, box.split(":"))
            digits += 1
            found = np.unique(labels[y : y + height, x : x + width])[1:]
            tall = measures[found, HEIGHT].max(initial=0)
            whole += tall > 0.8 * min(height, mask.shape[0] - y)
            inside[max(0, y - 2) : y + height + 2, max(0, x - 2) : x + width + 2] = True
        ink += mask.sum()
        outside += (mask > 0)[~inside].sum()
    assert whole > 0.95 * digits
    assert outside < 0.04 * ink  # points and closing strokes among it


def test_what_components_measures_is_what_its_columns_are_called():
    mask = np.zeros((9, 12), np.uint8)
    mask[2:5, 3:10] = 1
    measures = components(mask)[1][1]
    assert [measures[k] for k in (TOP, WIDTH, HEIGHT, AREA)] == [2, 7, 3, 21]
