"""Dashed and dotted rules are no writing; marks and digits in a row are."""

import cv2
import numpy as np
import pytest

from lenet.pictures.ink.cleaning import clean


def grey(ink) -> np.ndarray:
    return np.rint((0.95 - 0.8 * ink) * 65535).astype(np.uint16)


def dashes(height, width, at, dash, thick, *, slope=0.0, space=1.0):
    ink = np.zeros((height, width), np.float32)
    for x in np.arange(6, width - dash - 6, dash * (1 + space)):
        end = x + dash
        first, last = (round(x), round(at + slope * x)), (round(end), round(at + slope * end))
        cv2.line(ink, first, last, 1, thick)
    return ink


@pytest.mark.parametrize("upright", [False, True])
@pytest.mark.parametrize(
    ("dash", "thick", "slope", "space"),
    [(6, 2, 0, 1), (13, 3, 0, 1), (13, 3, 0.05, 0.7), (9, 2, -0.04, 1.5), (30, 4, 0, 0.5)],
)
def test_a_dashed_rule_is_no_ink(upright, dash, thick, slope, space):
    ink = dashes(90, 260, 45, dash, thick, slope=slope, space=space)
    assert not clean(grey(ink.T if upright else ink)).mask.any()


@pytest.mark.parametrize("upright", [False, True])
def test_a_dotted_rule_is_no_ink(upright):
    ink = np.zeros((60, 200), np.float32)
    for x in range(8, 190, 9):
        ink[30:33, x : x + 3] = 1
    assert not clean(grey(ink.T if upright else ink)).mask.any()


def test_writing_above_a_dashed_rule_stays(draw_line):
    line = draw_line("4071", 40)
    rule = dashes(line.shape[0], line.shape[1], line.shape[0] - 6, 10, 3)
    mask = clean(grey(np.maximum(line, rule))).mask
    assert (mask[line > 0.5] > 0).mean() > 0.9
    assert not mask[rule > 0].any()


def test_ones_beside_and_below_each_other_are_writing(draw_line):
    chance = np.random.default_rng(3)
    column = np.zeros((420, 100), np.float32)
    for number in range(6):
        x, y, high = (int(chance.integers(*ends)) for ends in ((40, 60), (0, 12), (26, 44)))
        cv2.line(column, (x + 3, 20 + 65 * number + y), (x, 20 + 65 * number + y + high), 1, 4)
    assert clean(grey(column)).mask[column > 0.5].mean() > 0.9
    ones = draw_line("1111111", 40)
    assert clean(grey(ones)).mask[ones > 0.5].mean() > 0.8
