"""Fig. 13 as numbers: the values that are tried, and how far a network still reads."""

import json
from pathlib import Path

import pytest

from lenet.datasets.where import Where
from lenet.digits.changes import CHANGES, on_field
from lenet.paper import invariance
from lenet.paper.invariance import RIGHT, VALUES, measure, reach
from lenet.paper.jobs import FinishedJob, Job, JobRunner, errors
from lenet.paper.published import CLAIMS


def test_the_values_of_a_change_rise_and_pass_where_nothing_changes() -> None:
    assert list(VALUES) == [change.name for change in CHANGES]
    for change in CHANGES:
        values = VALUES[change.name]
        assert list(values) == sorted(set(values))
        assert change.still in values


def test_every_claim_of_the_paper_ends_at_values_that_are_tried() -> None:
    for name, claim in CLAIMS.items():
        assert {claim.low, claim.high} <= set(VALUES[name])


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
def trained(tiny_folder: Path, tmp_path: Path) -> tuple[JobRunner, FinishedJob]:
    where = Where(str(tiny_folder))
    runner = JobRunner(where.load(), where, tmp_path)
    return runner, runner.do(Job("plain", 0, 12))


def test_errors_are_counted_on_the_changed_images_and_kept(
    trained: tuple[JobRunner, FinishedJob],
) -> None:
    runner, done = trained
    (counts,) = measure([done], runner.data, 1)
    images, labels = on_field(runner.data.test[0]), runner.data.test[1]
    for change in CHANGES:
        expected = [
            errors(done.model(), change.apply(images, value), labels)
            for value in VALUES[change.name]
        ]
        assert counts[change.name] == expected
    told: list[str] = []
    assert measure([done, done], runner.data, 1, told.append) == [counts, counts]
    assert told == []


def test_what_was_kept_of_other_values_is_measured_again(
    trained: tuple[JobRunner, FinishedJob],
) -> None:
    runner, done = trained
    (counts,) = measure([done], runner.data, 1)
    path = done.folder / invariance.KEPT
    kept = json.loads(path.read_text())
    kept["values"]["scale"] = [1.0]
    kept["errors"]["scale"] = [0]
    path.write_text(json.dumps(kept))
    assert measure([done], runner.data, 1) == [counts]
