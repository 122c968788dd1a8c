"""A plot as SVG: where values stand, and that it is one well-formed element."""

from xml.etree import ElementTree

import pytest

from lenet.paper.charts import upright
from lenet.paper.plot import BOTTOM, LEFT, RIGHT, TOP, Plot, Scale


def test_the_corners_of_the_plane_are_its_lowest_and_highest_values() -> None:
    plot = Plot(Scale(1, 5, [1, 5]), Scale(-2, 2, [0]))
    assert plot.at((1, -2)) == (LEFT, plot.height - BOTTOM)
    assert plot.at((5, 2)) == (plot.width - RIGHT, TOP)
    assert plot.at((9, 9)) == plot.at((5, 2))


def test_a_logarithmic_scale_has_one_in_the_middle_of_a_half_and_two() -> None:
    assert Scale(0.5, 2, [1], log=True).share(1) == pytest.approx(0.5)


@pytest.mark.parametrize("highest", [0.3, 0.95, 1.0, 3.7, 47.0, 90.0])
def test_an_upright_scale_begins_at_0_and_holds_the_highest_value(highest: float) -> None:
    scale = upright(highest, "error")
    assert scale.low == scale.ticks[0] == 0
    assert highest < scale.high == scale.ticks[-1]
    assert 2 <= len(scale.ticks) <= 9


def test_a_plot_is_one_svg_with_words_and_without_colours() -> None:
    plot = Plot(Scale(0, 1, [0, 1], "x"), Scale(0, 1, [0, 1], "a < b"))
    plot.line([(0, 0), (1, 1)], "blue")
    plot.band([(0, 0), (1, 0)], [(0, 1), (1, 1)], "red")
    plot.dots([(0.5, 0.5)], "red")
    plot.whisker(0.5, 0.2, 0.8, "blue")
    plot.note((0.5, 0.5), "1 < 2", "grey")
    drawn = ElementTree.fromstring(plot.svg('says "so" & more'))
    assert drawn.attrib["aria-label"] == 'says "so" & more'
    assert {"1 < 2", "a < b", "x"} <= {node.text for node in drawn.iter("text")}
    assert not {"fill", "stroke", "style"} & {key for node in drawn.iter() for key in node.attrib}
