"""Many trainings: each in its folder, found again, resumed or refused; and their table."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import lenet
from lenet.datasets.where import Where
from lenet.errors import DataError, LenetError, ModelError
from lenet.many.task_progress import TaskProgress, Watch
from lenet.many.trainings.planning import planned
from lenet.many.trainings.training_process import train_in_process
from lenet.paper.jobs import Job, JobRunner
from lenet.paper.workers import do_all
from lenet.runs import run as runs

pytestmark = pytest.mark.slow


class Told(TaskProgress):
    """Keeps what it is told; ``at`` that pass somebody types Ctrl-C."""

    def __init__(self, at: int = -1) -> None:
        self.begun: list[tuple[int, int]] = []
        self.sentences: list[str] = []
        self.passes, self.at, self.lock = 0, at, threading.Lock()

    def begin(self, tasks: int, passes: int) -> None:
        self.begun.append((tasks, passes))

    def passed(self, passes: int = 1) -> None:
        with self.lock:
            self.passes += passes
            if self.passes == self.at:
                raise KeyboardInterrupt

    def finished(self, sentence: str) -> None:
        self.sentences.append(sentence)


@pytest.fixture
def many(tiny_folder, tmp_path):
    """``many(out="runs", **asked)`` trains the tutorial's network on the tiny data set."""

    def train(out="runs", **asked):
        given = {"seeds": range(2), "data": str(tiny_folder), "epochs": 2, **asked}
        if "epochs" in given.get("vary", {}):
            del given["epochs"]
        return lenet.train_many("tutorial", tmp_path / out, **given)

    return train


def files(folder: Path) -> dict[str, bytes]:
    """The content of every file below a folder, hidden ones too."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_a_training_among_many_has_the_bytes_of_one_alone(many, tiny_folder, tmp_path):
    many()
    run = runs.begin("tutorial", Where(str(tiny_folder)), tmp_path / "alone", seed=1,
                     changes={"epochs": 2})  # fmt: skip
    run.train()
    run.write()
    assert files(tmp_path / "runs" / "tutorial-seed1") == files(tmp_path / "alone")


def test_a_cluster_writes_what_processes_of_this_machine_write(many, tmp_path, cluster):
    asked = {"vary": {"epochs": [1, 2]}, "seeds": range(3)}
    here, there = many("here", **asked), many("there", **asked, scheduler=cluster.address)
    assert files(tmp_path / "here") == files(tmp_path / "there")
    assert here == there


def test_what_varies_is_combined_and_compared_with_the_first(many, tmp_path):
    made = many(seeds=range(2), vary={"epochs": [1, 2], "distort": [False, True]})
    assert [one.variation for one in made.variations] == [
        "epochs=1 distort=no",
        "epochs=1 distort=yes",
        "epochs=2 distort=no",
        "epochs=2 distort=yes",
    ]
    config = tmp_path / "runs" / "tutorial-epochs=2-distort=yes-seed1" / "config.json"
    recipe = json.loads(config.read_text())["recipe"]
    assert (recipe["epochs"], recipe["distortion"] is not None) == (2, True)
    first, *others = made.variations
    assert first.against_first is None
    assert all(one.against_first.deals == 6 for one in others)
    errors = [
        json.loads((tmp_path / "runs" / name / "config.json").read_text())["result"]["errors"]
        for name in first.folders
    ]
    assert list(first.errors) == errors
    assert first.mean == sum(errors) / 2
    written = json.loads((tmp_path / "runs" / "trainings.json").read_text())
    assert written == made.as_dict()


def test_what_is_finished_is_found_and_more_seeds_are_trained_besides(many, tmp_path):
    first, told = many(seeds=[0]), Told()
    before = files(tmp_path / "runs" / "tutorial-seed0")
    both = many(seeds=[0, 1], progress=told)
    assert told.begun == [(1, 2)]
    assert [line.partition(":")[0] for line in told.sentences] == ["1/1  tutorial-seed1"]
    assert both.variations[0].errors[0] == first.variations[0].errors[0]
    assert files(tmp_path / "runs" / "tutorial-seed0") == before
    assert many(seeds=[0, 1], progress=told) == both
    assert told.begun == [(1, 2)]


def test_a_run_that_lacks_its_card_is_written_whole(many, tmp_path):
    many(seeds=[0])
    before = files(tmp_path / "runs")
    (tmp_path / "runs" / "tutorial-seed0" / "README.md").unlink()
    many(seeds=[0])
    assert files(tmp_path / "runs") == before


@pytest.mark.parametrize(
    ("changed", "what"),
    [({"epochs": 3}, "recipe"), ({"batch_size": 3}, "recipe"), ({"data": "other"}, "data")],
)
def test_a_run_by_other_settings_is_refused_before_anything_is_trained(
    many, tmp_path, write_idx, other_parts, changed, what
):
    many(seeds=[1])
    before = files(tmp_path / "runs")
    if "data" in changed:
        write_idx(tmp_path / "other", other_parts)
        changed = {"data": str(tmp_path / "other")}
    with pytest.raises(DataError, match=rf"tutorial-seed1: expected .* its {what} is another"):
        many(seeds=[0, 1], **changed)
    assert files(tmp_path / "runs") == before


def test_a_folder_with_other_files_is_refused(many, tmp_path):
    (tmp_path / "runs" / "tutorial-seed0").mkdir(parents=True)
    (tmp_path / "runs" / "tutorial-seed0" / "yours").touch()
    with pytest.raises(DataError, match="holds other files"):
        many()


def test_a_result_that_is_none_is_refused(many, tmp_path):
    many(seeds=[0])
    path = tmp_path / "runs" / "tutorial-seed0" / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "result": {"images": 6}}))
    with pytest.raises(DataError, match="expected a whole number for the errors"):
        many(seeds=[0])


def test_after_ctrl_c_finished_epochs_stay_and_the_end_has_the_same_bytes(many, tmp_path):
    asked = {"seeds": [0], "epochs": 2000}
    with pytest.raises(KeyboardInterrupt):
        many(**asked, progress=Told(at=3))
    kept = json.loads((tmp_path / "runs" / "tutorial-seed0" / "config.json").read_text())
    assert 3 <= kept["epochs_trained"] < 2000
    short = {"seeds": [0], "epochs": 40}
    with pytest.raises(KeyboardInterrupt):
        many("short", **short, progress=Told(at=2))
    many("short", **short)
    many("whole", **short)
    assert files(tmp_path / "short") == files(tmp_path / "whole")


def test_one_that_runs_away_is_told_and_counted_in_no_figure(many):
    told = Told()
    made = many(vary={"learning_rate": [1e-3, 1e30]}, progress=told)
    calm, wild = made.variations
    assert (calm.seeds, calm.ran_away) == ((0, 1), ())
    assert (wild.seeds, wild.ran_away, wild.mean) == ((), (0, 1), None)
    assert wild.against_first is None
    assert sum("try a smaller learning rate" in line for line in told.sentences) == 2


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"seeds": []}, "expected seeds, each once"),
        ({"seeds": [1, 1]}, "expected seeds, each once"),
        ({"seeds": [-1]}, "seed"),
        ({"vary": {"momentum": [1]}}, "expected what varies among recipe, epochs"),
        ({"vary": {"epochs": []}}, "expected variations, each once"),
        ({"vary": {"epochs": [1, 1]}}, "expected variations, each once"),
        ({"vary": {"batch_size": [1]}, "batch_size": 2}, "batch_size once"),
        ({"scheduler": "tcp://127.0.0.1:1", "workers": 1}, "received both"),
    ],
)
def test_what_cannot_be_asked_is_refused(many, tmp_path, asked, sentence):
    with pytest.raises(ModelError, match=sentence):
        many(**asked)
    assert not (tmp_path / "runs").exists()


@pytest.fixture
def one_training(tiny_folder, tmp_path):
    """``one_training(epochs)``: where its data are, and a training that is not begun."""

    def made(epochs):
        (training,) = planned("tutorial", tmp_path / "runs", [0], {}, {"epochs": epochs})
        return Where(str(tiny_folder)), training

    return made


class Killing(Watch):
    """Kills every process that was begun by this one and trains, after the first pass."""

    def passed(self) -> None:
        for child in Path("/proc/self/task").glob("*/children"):
            for number in child.read_text().split():
                if b"training_process" in Path(f"/proc/{number}/cmdline").read_bytes():
                    os.kill(int(number), signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs Linux's /proc")
def test_a_process_that_is_killed_is_a_sentence(one_training):
    where, training = one_training(100_000)
    with pytest.raises(LenetError, match=r"process that trained ended \(signal 9\); run this"):
        train_in_process(where, training, Killing())


ORPHAN = """
import os, sys
from pathlib import Path
from lenet.datasets.where import Where
from lenet.many.task_progress import Watch
from lenet.many.trainings.planning import planned
from lenet.many.trainings.training_process import train_in_process
class Telling(Watch):
    def passed(self):
        print("passed", flush=True)
(training,) = planned("tutorial", Path(sys.argv[2]), [0], {}, {"epochs": 100_000})
train_in_process(Where(sys.argv[1]), training, Telling())
"""


def test_a_process_ends_when_its_parent_is_killed(tiny_folder, tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(tiny_folder), str(tmp_path / "runs")],
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"passed\n"
    parent.kill()
    parent.communicate()
    (training,) = planned("tutorial", tmp_path / "runs", [0], {}, {"epochs": 100_000})
    with pytest.raises(KeyboardInterrupt):  # it would be refused, would the other still write
        train_in_process(Where(str(tiny_folder)), training, Stopping())


class Stopping(Watch):
    """Shall end after its first pass."""

    def passed(self) -> None:
        raise KeyboardInterrupt


def test_trainings_go_on_elsewhere_when_a_worker_dies(many, tmp_path, cluster):
    asked = {"seeds": range(3), "epochs": 30}

    def kill() -> None:
        while not list((tmp_path / "runs").glob("*/checkpoint.safetensors")):
            time.sleep(0.01)
        cluster.workers[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    many(**asked, scheduler=cluster.address)
    killer.join()
    many("whole", **asked)
    assert files(tmp_path / "runs") == files(tmp_path / "whole")


def test_after_the_scheduler_died_the_trainings_go_on_here(many, tmp_path, cluster):
    asked = {"seeds": range(2), "epochs": 30}

    def kill() -> None:
        while not list((tmp_path / "runs").glob("*/checkpoint.safetensors")):
            time.sleep(0.01)
        cluster.scheduler.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(LenetError, match="ended: run this again, what is done is kept"):
        many(**asked, scheduler=cluster.address)
    killer.join()
    many(**asked)
    many("whole", **asked)
    assert files(tmp_path / "runs") == files(tmp_path / "whole")


def test_a_training_that_was_stopped_on_a_cluster_goes_on_nowhere(
    many, tmp_path, cluster, one_training
):
    where, training = one_training(100_000)

    class Interrupting(Told):
        def finished(self, sentence: str) -> None:
            while not list((tmp_path / "runs").glob("*100000*/checkpoint.safetensors")):
                time.sleep(0.01)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        many(
            seeds=[0],
            vary={"epochs": [100_000, 1]},
            progress=Interrupting(),
            scheduler=cluster.address,
        )
    begun = tmp_path / "runs" / "tutorial-epochs=100000-seed0"
    with pytest.raises(KeyboardInterrupt):  # it would be refused, would a worker still write
        train_in_process(where, dataclasses.replace(training, folder=begun), Stopping())


def test_the_papers_trainings_on_a_cluster_have_the_same_weights(tiny_folder, tmp_path, cluster):
    where = Where(str(tiny_folder))
    here, there = (JobRunner(where.load(), where, tmp_path / name) for name in ("here", "there"))
    jobs, told = [Job("plain", 0, 12), Job("average", 1, 7)], Told()
    first = do_all(here, jobs, 2, TaskProgress())
    second = do_all(there, jobs, 2, told, cluster.address)
    assert told.begun == [(2, told.passes)]
    assert [one.test for one in first.values()] == [one.test for one in second.values()]
    for job in jobs:
        weights = [(one.place(job) / "weights.safetensors").read_bytes() for one in (here, there)]
        assert weights[0] == weights[1]
    assert all(there.find(job) for job in jobs)


def test_a_number_of_seeds_is_no_list_of_seeds(tmp_path):
    with pytest.raises(ModelError, match="expected a list for seeds, received 3"):
        lenet.train_many("tutorial", tmp_path, seeds=3)  # type: ignore[arg-type]
