"""Fig. 13 as numbers: the sheets, the sweeps, and how far a network still reads."""

import json
from pathlib import Path

import numpy as np
import pytest

from lenet.datasets.where import Where
from lenet.paper import invariance
from lenet.paper.invariance import RIGHT, SWEEPS, measure, on_field, reach
from lenet.paper.jobs import Bench, Done, Job, errors
from lenet.paper.published import CLAIMS


def test_a_digit_stands_in_the_middle_of_its_field() -> None:
    images = np.random.default_rng(0).integers(1, 256, (3, 28, 28), dtype=np.uint8)
    field = on_field(images)
    assert field.shape == (3, 32, 32)
    np.testing.assert_array_equal(field[:, 2:30, 2:30], images)
    assert field.sum() == images.sum()


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_a_sweep_rises_passes_where_nothing_changes_and_keeps_the_shape(
    sweep: invariance.Sweep,
) -> None:
    images = on_field(np.random.default_rng(0).integers(0, 256, (2, 28, 28), dtype=np.uint8))
    assert list(sweep.values) == sorted(set(sweep.values))
    np.testing.assert_array_equal(sweep.change(images, sweep.still), images)
    for value in sweep.values:
        changed = sweep.change(images, value)
        assert (changed.shape, changed.dtype) == (images.shape, images.dtype)
        assert value == sweep.still or (changed != images).any()


def test_moving_right_and_down_goes_right_and_down() -> None:
    images = np.zeros((1, 32, 32), np.uint8)
    images[0, 10, 12] = 255
    right, down = (sweep for sweep in SWEEPS if sweep.name in ("right", "down"))
    assert np.argwhere(right.change(images, 4.0))[0].tolist() == [0, 10, 16]
    assert np.argwhere(down.change(images, 4.0))[0].tolist() == [0, 14, 12]


def test_every_claim_of_the_paper_ends_at_values_that_are_tried() -> None:
    tried = {sweep.name: sweep.values for sweep in SWEEPS}
    for name, claim in CLAIMS.items():
        assert {claim.low, claim.high} <= set(tried[name])


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        ([80.0, 95.0, 99.0, 91.0, 89.0], (-4 / 3, 1.5)),
        ([95.0, 95.0, 95.0, 95.0, 95.0], (-2.0, 2.0)),
        ([99.0, 99.0, 80.0, 99.0, 99.0], (0.0, 0.0)),
        ([99.0, 80.0, 90.0, 80.0, 99.0], (0.0, 0.0)),
    ],
)
def test_the_reach_ends_where_a_straight_line_falls_below(
    right: list[float], expected: tuple[float, float]
) -> None:
    assert RIGHT == 90.0
    assert reach([-2.0, -1.0, 0.0, 1.0, 2.0], right, 0.0) == pytest.approx(expected)


@pytest.fixture
def trained(tiny_folder: Path, tmp_path: Path) -> tuple[Bench, Done]:
    where = Where(str(tiny_folder))
    bench = Bench(where.load(), where, tmp_path)
    return bench, bench.do(Job("plain", 0, 12))


def test_errors_are_counted_on_the_changed_images_and_kept(trained: tuple[Bench, Done]) -> None:
    bench, done = trained
    (counts,) = measure([done], bench.data, 1)
    images, labels = on_field(bench.data.test[0]), bench.data.test[1]
    for sweep in SWEEPS:
        expected = [
            errors(done.model(), sweep.change(images, value), labels) for value in sweep.values
        ]
        assert counts[sweep.name] == expected
    told: list[str] = []
    assert measure([done, done], bench.data, 1, told.append) == [counts, counts]
    assert told == []


def test_what_was_kept_of_other_values_is_measured_again(trained: tuple[Bench, Done]) -> None:
    bench, done = trained
    (counts,) = measure([done], bench.data, 1)
    path = done.folder / invariance.KEPT
    kept = json.loads(path.read_text())
    kept["values"]["scale"] = [1.0]
    kept["errors"]["scale"] = [0]
    path.write_text(json.dumps(kept))
    assert measure([done], bench.data, 1) == [counts]
