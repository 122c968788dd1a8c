"""``lenet calibrate`` and ``lenet train-reader`` with a reader that is a fake."""

import json
import re

import numpy as np
import pytest

from lenet.pictures.boxes import Box
from lenet.reading.calibration.confidence import Calibration, load_calibration
from lenet.reading.result import Reading

from .command_line import run


class Learner:
    """Knows the digits of the files it was trained on, and how sure it is from their names.

    A file NNNN-sure-SS.png holds NNNN; its raw confidence is SS %. Untrained, the last digit of a
    file is read as 0 when its sureness is odd.
    """

    def __init__(self, calibration=None, known=frozenset()):
        self.calibration = calibration or Calibration()
        self.known = known

    def calibrated(self, calibration):
        return Learner(calibration, self.known)

    def read(self, picture, *, max_error, explain=None, **asked):
        digits, _, sure = picture.stem.split("-")
        text = digits if int(sure) % 2 == 0 or self.known else f"{digits[:-1]}0"
        chance = self.calibration.probability(int(sure) / 100)
        accepted = chance >= self.calibration.threshold(max_error)
        return [Reading(text, None, chance, accepted, "", Box(0, 0, 1, 1))]

    def save(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "weights").write_text(" ".join(sorted(self.known)))
        self.calibration.save(folder)


@pytest.fixture
def trained_on(monkeypatch):
    """The folders and the numbers of pictures that were loaded and trained on."""
    seen = []

    def load(folder):
        seen.append(folder)
        return Learner()

    def train(reader, labelled, *, pens, seed, threads):
        seen.append(len(labelled.labels))
        return Learner(reader.calibration, frozenset(one.file.name for one in labelled.labels))

    monkeypatch.setattr("lenet.commands.own_reader.load_reader", load)
    monkeypatch.setattr("lenet.reader_training.strip_training.train", train)
    monkeypatch.setattr("lenet.reader_training.pens_that_can_be_had", lambda note: None)
    return seen


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A shipped reader's folder."""
    folder = tmp_path / "shipped" / "reader"
    folder.mkdir(parents=True)
    (folder / "weights.safetensors").write_text("weights")
    (folder / "network-2").mkdir()
    (folder / "network-2" / "weights.safetensors").write_text("more weights")
    Calibration().save(folder)
    monkeypatch.setattr("lenet.weights.find", lambda name: folder)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def strings(tmp_path):
    """Sixty labelled strings, of which the fake misreads every second."""
    rng = np.random.default_rng(0)
    names = [f"{rng.integers(1000, 9999) // 10}7-sure-{40 + i}.png" for i in range(60)]
    lines = [f"{name},{name.split('-')[0]}" for name in names]
    (tmp_path / "strings").mkdir()
    (tmp_path / "strings" / "labels.csv").write_text("\n".join(["file,text", *lines]))
    return tmp_path / "strings"


# calibrate


def test_calibrate_writes_beside_the_weights_of_ones_own_reader(trained_on, strings, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    done = run("calibrate", strings, "--reader", own)
    assert done.exit_code == 0
    found = load_calibration(own)
    assert (found.readings, found.right) == (60, 30)
    assert trained_on == [own]
    assert f"Wrote {own}" in done.stdout
    assert re.search(r"Right as a whole +30 +50.0 % +30 +50.0 %\n", done.stdout)


def test_calibrate_makes_a_copy_of_the_shipped_reader(trained_on, strings, shipped, tmp_path):
    found = json.loads(run("calibrate", strings, "--json").stdout)
    assert found["reader"] == "runs/reader-1"
    copy = tmp_path / "runs" / "reader-1"
    assert (copy / "weights.safetensors").read_text() == "weights"
    assert (copy / "network-2" / "weights.safetensors").read_text() == "more weights"
    assert load_calibration(copy).readings == 60
    assert load_calibration(shipped) == Calibration()
    assert found["before"]["calibration_error"] > found["after"]["calibration_error"]
    assert found["folds"] == 5


def test_calibrate_does_not_write_over_another_folder(trained_on, strings, shipped, tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").touch()
    done = run("calibrate", strings, "--out", tmp_path / "taken")
    assert done.exit_code == 1
    assert "expected a new or an empty folder" in done.stderr
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["file"]
    (strings / "labels.csv").write_text("file,text\nabsent.png,7\n")
    done = run("calibrate", strings, "--out", tmp_path / "taken")
    assert "expected a new or an empty folder" in done.stderr  # before a picture is opened


def test_too_few_pictures_are_one_sentence_and_nothing_is_made(trained_on, strings, shipped):
    lines = (strings / "labels.csv").read_text().splitlines()
    (strings / "labels.csv").write_text("\n".join(lines[:13]))
    done = run("calibrate", strings)
    assert done.exit_code == 1
    assert "expected 20 readings to calibrate on" in done.stderr
    assert not (shipped.parent.parent / "runs").exists()


# train-reader


def test_train_reader_measures_on_strings_kept_out_and_then_trains_on_all(
    trained_on, strings, tmp_path
):
    out = tmp_path / "mine"
    done = run("train-reader", strings, "--out", out, "--folds", 3, "--json")
    found = json.loads(done.stdout)
    assert trained_on == [None, 40, 40, 40, 60]
    assert (found["before"]["right"], found["after"]["right"]) == (30, 60)
    assert len((out / "weights").read_text().split()) == 60
    assert load_calibration(out).right == 60


def test_train_reader_tells_before_and_after(trained_on, strings, tmp_path):
    done = run("train-reader", strings, "--out", tmp_path / "mine", "--folds", 2)
    assert re.search(r"Right as a whole +30 +50.0 % +60 +100.0 %\n", done.stdout)
    assert "in 2 folds" in done.stdout
    kept_out = "Training on 30 of 60, to judge by the others\n"
    assert done.stderr == f"{2 * kept_out}Training on all 60\n"


def test_a_training_that_fails_leaves_no_folder(trained_on, strings, tmp_path):
    out = tmp_path / "deep" / "mine"
    done = run("train-reader", strings, "--out", out, "--folds", 61)
    assert done.exit_code == 1
    assert "expected 2 to 60 folds of 60 pictures, received 61" in done.stderr
    assert not out.parent.exists()
