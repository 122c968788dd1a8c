"""The charts: each shows its numbers where they belong."""

import re
from xml.etree import ElementTree

import pytest

from lenet.paper import charts
from lenet.paper.published import PLAIN as PAPER
from lenet.paper.variants import DISTORTED, NOISY, PLAIN


def curves(last: int) -> dict[str, object]:
    return {
        PLAIN: {
            "test_errors": [[300, 200, last], [310, 190, last]],
            "training_errors": [[1200, 600, 60], [1300, 500, 60]],
            "test_images": 10_000,
            "training_images": 60_000,
        }
    }


def texts(svg: str) -> dict[str, float]:
    """What is written, and how far down."""
    drawn = ElementTree.fromstring(svg)
    return {str(node.text): float(node.attrib["y"]) for node in drawn.iter("text")}


@pytest.mark.parametrize("last", [80, 94, 96, 110])
def test_the_papers_and_our_test_error_are_written_apart(last: int) -> None:
    written = texts(charts.passes(curves(last)))
    paper, ours = written[f"the paper, test {PAPER:.2f} %"], written[f"test {last / 100:.2f} %"]
    assert (ours > paper) == (last / 100 < PAPER)
    assert abs(ours - paper) > 12


def test_the_band_goes_from_the_best_seed_to_the_worst_and_the_line_between() -> None:
    svg = charts.passes(curves(90))
    (band,) = re.findall(r'class="band red" points="([^"]*)"', svg)
    (line,) = re.findall(r'class="line red" points="([^"]*)"', svg)
    heights = [float(point.split(",")[1]) for point in band.split()]
    middle = float(line.split()[0].split(",")[1])
    assert heights[0] > middle > heights[-1]  # of pass 1; down is lower


def test_seeds_are_dots_in_their_places_and_a_ring_beyond_the_scale() -> None:
    drawn = ElementTree.fromstring(charts.strip([1.0, 1.5, 2.0, 80.0], 1.0, 2.0))
    circles = [(one.attrib["class"], float(one.attrib["cx"])) for one in drawn.iter("circle")]
    assert circles == [
        ("dot red", 4.0),
        ("dot red", 75.0),
        ("dot red", 146.0),
        ("ring red", 146.0),
    ]
    assert "80.00 %" in drawn.attrib["aria-label"]


def test_a_sweep_shades_the_papers_claim_and_draws_a_line_a_network() -> None:
    item = {
        "name": "scale",
        "title": "scale",
        "values": [0.5, 1.0, 2.0],
        "networks": {
            kind: {"right_percent": [50.0, 99.0, 60.0]} for kind in (PLAIN, DISTORTED, NOISY)
        },
    }
    svg = charts.sweep(item, {"scale": {"low": 0.5, "high": 2.0}})
    assert svg.count('class="band claim"') == 1
    assert [svg.count(f'class="line {colour}"') for colour in ("blue", "red", "green")] == [1, 1, 1]
    assert 'class="band claim"' not in charts.sweep(item, {})
