"""Marks that the picture's edge cut off are not writing, where writing stands free of it."""

import numpy as np
import pytest

from lenet.pictures.ink.cleaning import clean
from lenet.pictures.ink.edges import hanging_beside_a_digit
from lenet.pictures.planes import components

MARKED = 0.7


def grey(ink) -> np.ndarray:
    return np.rint((0.85 - 0.65 * ink) * 65535).astype(np.uint16)


@pytest.fixture
def page(draw_line):
    return draw_line("3", 40, stroke=0.14, margin=24)


def kept_of(page, mark):
    """Of the writing and of the mark, the shares that count as ink."""
    mask = clean(grey(np.maximum(page, mark))).mask
    return (mask[page > 0.5] > 0).mean(), (mask[mark > 0] > 0).mean()


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("thick", [2, 4, 7])
@pytest.mark.parametrize("wedge", [False, True])
def test_a_rule_or_a_wedge_on_an_edge_is_no_ink(page, turns, thick, wedge):
    page = np.rot90(page, turns)
    mark = np.zeros_like(page)
    for column in range(page.shape[1]):
        mark[: round(thick * (1 - 0.6 * wedge * column / page.shape[1])), column] = MARKED
    writing, marked = kept_of(np.rot90(page, -turns), np.rot90(mark, -turns))
    assert writing > 0.9
    assert marked == 0


def test_rules_on_two_edges_and_the_foot_of_the_line_above_are_no_ink(page):
    mark = np.zeros_like(page)
    mark[-4:], mark[:, -3:] = MARKED, MARKED
    mark[:8, 8:12] = MARKED
    writing, marked = kept_of(page, mark)
    assert writing > 0.9
    assert marked == 0


def test_a_mark_on_the_edge_is_not_shown_to_the_networks(page):
    mark = np.zeros_like(page)
    mark[:5] = MARKED
    cleaned = clean(grey(np.maximum(page, mark)))
    assert cleaned.depth[:4].max() < 0.1


def test_a_digit_that_the_edge_cuts_stays(page):
    rows = np.flatnonzero(page.max(axis=1))
    cut = page[rows[0] + 6 :]
    assert (clean(grey(cut)).mask[cut > 0.5] > 0).mean() > 0.9


def test_a_bar_on_the_edge_near_a_digit_is_a_part_of_it():
    five = np.zeros((50, 60), np.uint8)
    five[:4, 20:36] = 1
    five[8:40, 18:22] = five[36:40, 18:38] = 1
    assert not hanging_beside_a_digit(*components(five)).any()


def test_a_neighbours_stroke_hangs_beside_a_digit():
    picture = np.zeros((50, 60), np.uint8)
    picture[6:44, 26:32] = 1
    picture[10:36, :5] = 1
    labels, measures = components(picture)
    hanging = hanging_beside_a_digit(labels, measures)
    assert hanging[labels[20, 2]]
    assert hanging.sum() == 1
