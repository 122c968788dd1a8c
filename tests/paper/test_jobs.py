"""Jobs: done once, found again, trained anew when what decides them has changed."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lenet.datasets.where import Where
from lenet.many.task_progress import TaskProgress
from lenet.networks import NETWORKS
from lenet.paper import variants
from lenet.paper.jobs import FinishedJob, Job, JobRunner, errors, inputs, scores
from lenet.paper.workers import do_all


@pytest.fixture
def runner(tiny_folder: Path, tmp_path: Path) -> JobRunner:
    where = Where(str(tiny_folder))
    return JobRunner(where.load(), where, tmp_path / "jobs")


@pytest.fixture(autouse=True)
def two_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    known = NETWORKS["original"]
    short = dataclasses.replace(known, recipe=dataclasses.replace(known.recipe, epochs=2))
    monkeypatch.setitem(NETWORKS, "original", short)


class Counting(TaskProgress):
    """Counts; and raises at the ``last`` pass."""

    def __init__(self, last: int = -1) -> None:
        self.passes, self.sentences, self.last = 0, [""], last

    def passed(self, passes: int = 1) -> None:
        self.passes += passes
        if self.passes == self.last:
            raise KeyboardInterrupt

    def finished(self, sentence: str) -> None:
        self.sentences.append(sentence)


def weights(done: FinishedJob) -> bytes:
    return (done.folder / "weights.safetensors").read_bytes()


def test_a_job_that_is_done_is_found_and_not_trained_again(runner: JobRunner) -> None:
    job, progress = Job("plain", 0, 12), Counting()
    assert runner.find(job) is None
    (first,) = do_all(runner, [job], 1, progress).values()
    assert progress.passes == 2
    (again,) = do_all(runner, [job], 1, progress).values()
    assert progress.passes == 2
    assert (again.training, again.test) == (first.training, first.test)


def test_the_curve_counts_errors_after_each_pass_on_its_own_patterns(runner: JobRunner) -> None:
    done = runner.do(Job("plain", 0, 7))
    model, (images, labels) = done.model(), runner.data.train
    assert len(done.training) == len(done.test) == 2
    assert done.training[-1] == errors(model, images[:7], labels[:7])
    assert done.test[-1] == errors(model, *runner.data.test)


def test_errors_are_the_answers_that_are_not_the_label(runner: JobRunner) -> None:
    model, (images, labels) = variants.VARIANTS["plain"].build(0), runner.data.test
    penalties = np.concatenate([model.predict(x) for x in inputs(model, images)])
    wrong = sum(int(np.argmin(row)) != label for row, label in zip(penalties, labels, strict=True))
    assert errors(model, images, labels) == wrong
    assert scores(model, images).sum(1) == pytest.approx(1)


def test_larger_sheets_are_cut_to_their_middle(runner: JobRunner) -> None:
    model, images = variants.VARIANTS["plain"].build(0), runner.data.test[0]
    larger = np.pad(images, ((0, 0), (2, 2), (2, 2)))
    np.testing.assert_array_equal(next(inputs(model, larger)), next(inputs(model, images)))


@pytest.mark.parametrize("stopped", [1, 3])
def test_what_was_stopped_goes_on_and_ends_with_the_same_bytes(
    runner: JobRunner, tmp_path: Path, stopped: int
) -> None:
    jobs = [Job("plain", 0, 12), Job("average", 0, 12), Job("plain", 1, 5)]
    with pytest.raises(KeyboardInterrupt):
        do_all(runner, jobs, 1, Counting(last=stopped))
    kept = sum(runner.find(job) is not None for job in jobs)
    assert kept == stopped // 2
    progress = Counting()
    done = do_all(runner, jobs, 1, progress)
    assert progress.passes == 2 * (len(jobs) - kept)
    other = do_all(dataclasses.replace(runner, folder=tmp_path / "other"), jobs, 2, TaskProgress())
    assert list(done) == list(other) == jobs
    assert [weights(one) for one in done.values()] == [weights(one) for one in other.values()]


@pytest.mark.parametrize(
    "change",
    [
        lambda known: dataclasses.replace(
            known, recipe=dataclasses.replace(known.recipe, learning_rate=1e-3)
        ),
        lambda known: dataclasses.replace(known, build=lambda seed: known.build(seed + 1)),
    ],
    ids=["recipe", "network"],
)
def test_a_changed_recipe_or_network_trains_anew(
    runner: JobRunner, monkeypatch: pytest.MonkeyPatch, change: Callable[[Any], Any]
) -> None:
    job = Job("plain", 0, 12)
    runner.do(job)
    assert runner.find(job) is not None
    monkeypatch.setitem(NETWORKS, "original", change(NETWORKS["original"]))
    assert runner.find(job) is None


def test_noise_is_added_to_the_training_images_and_not_to_the_test_images(
    runner: JobRunner,
) -> None:
    plain, noisy = (runner.do(Job(name, 0, 12)) for name in ("plain", "noisy"))
    assert weights(plain) != weights(noisy)
    assert noisy.test[-1] == errors(noisy.model(), *runner.data.test)


def test_a_finished_job_is_told_with_its_errors(runner: JobRunner) -> None:
    progress = Counting()
    (done,) = do_all(runner, [Job("plain", 0, 12)], 1, progress).values()
    sentence = f"1/1  plain, 12 patterns, seed 0: {done.test[-1]} of 6 misread"
    assert progress.sentences[-1].startswith(sentence)
