"""The ways of being unsure, against the rejection of one image after the other."""

from pathlib import Path

import numpy as np
import pytest

from lenet.paper.jobs import Bench, Job
from lenet.paper.rejecting import CRITERIA, penalties, rejections
from lenet.where import Where


def test_each_criterion_is_what_it_says() -> None:
    ranked = np.sort(np.random.default_rng(0).uniform(0, 60, (20, 10)).astype(np.float32), axis=1)
    for row in ranked:
        one = row[np.newaxis]
        best, second = float(row[0]), float(row[1])
        chances = np.exp(-row.astype(np.float64))
        assert CRITERIA["penalty"][1](one)[0] == -best
        assert CRITERIA["margin"][1](one)[0] == pytest.approx(second - best)
        assert CRITERIA["score"][1](one)[0] == pytest.approx(chances[0] / chances.sum())


def test_rejections_are_those_of_one_image_after_the_other(
    tiny_folder: Path, tmp_path: Path
) -> None:
    where = Where(str(tiny_folder))
    bench = Bench(where.load(), where, tmp_path)
    done = bench.do(Job("plain", 0, 12))
    given, labels = penalties(done, bench.data), bench.data.test[1]
    found = rejections([done], bench.data)
    order = np.argsort(-given.min(1))
    wrong = given.argmin(1) != labels
    shares = [k / len(labels) for k in range(len(labels)) if wrong[order[k:]].mean() <= 0.005] or [
        1.0
    ]
    (rejected,) = found["criteria"]["penalty"]["rejected_percent"]
    assert rejected == pytest.approx(100 * shares[0], abs=1e-4)
    assert found["criteria"]["penalty"]["error_percent"][0] == pytest.approx(
        100 * wrong.mean(), abs=1e-4
    )
    assert len(found["at_percent"]) == len(found["criteria"]["margin"]["error_percent"])
