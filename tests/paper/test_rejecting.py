"""The ways of being unsure, against the rejection of one image after the other."""

from pathlib import Path

import numpy as np
import pytest

from lenet.datasets.where import Where
from lenet.paper.jobs import FinishedJob, Job, JobRunner
from lenet.paper.rejecting import CRITERIA, confidences, penalties, rejections


@pytest.fixture
def trained(tiny_folder: Path, tmp_path: Path) -> tuple[JobRunner, FinishedJob]:
    where = Where(str(tiny_folder))
    runner = JobRunner(where.load(), where, tmp_path)
    return runner, runner.do(Job("plain", 0, 12))


def test_each_criterion_is_what_it_says(trained: tuple[JobRunner, FinishedJob]) -> None:
    runner, done = trained
    model, images = done.model(), runner.data.test[0]
    found = penalties(model, images)
    sure, scale = confidences(model, found), model.loss.penalty_scale
    assert list(sure) == list(CRITERIA)
    for k, row in enumerate(found.astype(np.float64)):
        best, second = np.sort(row)[:2]
        chances = np.exp(-scale * (row - best))
        assert sure["penalty"][k] == -best
        assert sure["margin"][k] == pytest.approx(second - best, abs=1e-4)
        assert sure["score"][k] == pytest.approx(1 / chances.sum(), rel=1e-4)


@pytest.mark.parametrize("criterion", CRITERIA)
def test_rejections_are_those_of_one_image_after_the_other(
    trained: tuple[JobRunner, FinishedJob], criterion: str
) -> None:
    runner, done = trained
    model, (images, labels) = done.model(), runner.data.test
    answers = penalties(model, images)
    sure = confidences(model, answers)[criterion]
    assert len(set(sure)) == len(sure)
    wrong = (answers.argmin(1) != labels)[np.argsort(sure)]
    good = [k for k in range(len(labels)) if wrong[k:].mean() <= 0.005]
    found = rejections([done], runner.data)
    known = found["criteria"][criterion]
    share = good[0] / len(labels) if good else 1.0
    assert known["rejected_percent"] == [pytest.approx(100 * share, abs=1e-4)]
    assert known["error_percent"][0] == pytest.approx(100 * wrong.mean(), abs=1e-4)
    assert len(known["error_percent"]) == len(found["at_percent"])
