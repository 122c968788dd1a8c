"""The commands that are killed, made small: tiny data, quick stand-ins for what only computes.

Everything that writes is the command's own. ``python -m tests.host.killed_commands COMMAND FOLDER``
kills one of them everywhere and prints what was found, as JSON.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
from PIL import Image

from lenet.commands.main import main  # noqa: F401  # so that no fork imports it
from lenet.digits.changes import CHANGES
from lenet.host.files import write_png
from lenet.layers import Dense, Flatten
from lenet.models import Sequential
from lenet.paper.invariance import VALUES, measure
from lenet.paper.results import Results
from lenet.paper.variants import DISTORTED, PLAIN, VARIANTS
from lenet.reading import Calibration, Reader
from lenet.scoring.score import Outcome

from ..conftest import noise_parts, publish_noise, write_idx_files
from .kill_points import Command, kill_everywhere

ONE_CORE = ["--threads", "1"]


def draw_nothing(*given: Any) -> None:
    """In the place of a figure: a picture of one pixel, written as figures are."""
    path = next(one for one in given if isinstance(one, Path))
    write_png(path, Image.fromarray(np.zeros((1, 1), np.uint8)))


def stand_in(name: str, value: Any) -> None:
    """Put something quick in the place of what only computes."""
    mock.patch(name, value).start()


stand_in("os.fsync", lambda _handle: None)  # the kernel survives a kill, and forgets nothing
for figure in ("curves", "confusion", "mistakes", "first"):
    stand_in(f"lenet.figures.{figure}", draw_nothing)
for figure in ("score_curves", "misread_strings"):
    stand_in(f"lenet.scoring.score_figures.{figure}", draw_nothing)


# Networks


def tiny_idx(inputs: Path) -> None:
    """The tiny data set."""
    write_idx_files(inputs / "tiny-idx", noise_parts())


def train_steps(inputs: Path, folder: Path) -> list[list[str]]:
    """A training of two epochs, or the rest of one that was begun."""
    data = ["--data", str(inputs / "tiny-idx"), "--quiet", *ONE_CORE]
    begin = ["train", "tutorial", "--epochs", "2", "--out", str(folder), *data]
    return [begin, ["train", "--resume", str(folder), "--quiet", *ONE_CORE]]


# Readers


def labelled(inputs: Path) -> None:
    """Sixty labelled strings, and a reader."""
    (inputs / "strings").mkdir()
    lines = [f"{number}.png,{1000 + number}" for number in range(60)]
    (inputs / "strings" / "labels.csv").write_text("\n".join(["file,text", *lines]))
    small_reader(1).save(inputs / "reader")


def small_reader(seed: int) -> Reader:
    """A reader of three networks that are saved as large ones are."""

    def small(number: int) -> Sequential:
        layers = [Flatten(input_shape=(3, 3, 1)), Dense(3, activation="softmax")]
        return Sequential(layers, seed=10 * seed + number)

    return Reader((small(1), small(2)), Calibration(readings=seed), small(3))


def outcomes_of(_reader: object, strings: Any, *_given: Any, **_named: Any) -> list[Outcome]:
    """Every second string is read right, with rising confidence."""
    return [
        Outcome(label.file.name, label.digits, "7", place % 2 == 0, 0.3 + place / 100, True)
        for place, label in enumerate(strings.labels)
    ]


for command in ("own_reader", "score_reader"):
    stand_in(f"lenet.commands.{command}.outcomes_of", outcomes_of)
stand_in("lenet.scoring.comparison.cross_calibrated", lambda raw, **_how: raw)
stand_in("lenet.reader_training.strip_training.train", lambda *_given, **_named: small_reader(5))


def reader_steps(name: str, *given: str) -> Any:
    """A command line for readers, of which the folder is the new one's."""

    def steps(inputs: Path, folder: Path) -> list[list[str]]:
        places = ["--reader", str(inputs / "reader"), "--out", str(folder)]
        return [[name, str(inputs / "strings"), *places, *given, *ONE_CORE]]

    return steps


def old_reader(inputs: Path, folder: Path) -> None:
    """A reader that is calibrated in its place."""
    small_reader(1).save(folder)


def calibrate_in_place(inputs: Path, folder: Path) -> list[list[str]]:
    """Calibrate the reader in the folder."""
    return [["calibrate", str(inputs / "strings"), "--reader", str(folder), *ONE_CORE]]


# The paper


class FewResults(Results):
    """Fig. 13 alone, whose figures are kept in files."""

    def all(self) -> dict[str, Any]:
        found = measure(self.of(PLAIN), self.runner.data, self.threads)
        return {"invariance": found, "misread": {"misread": []}}


ONE_PASS = {
    kind: dataclasses.replace(
        VARIANTS[kind], distorted=False, recipe={"epochs": 1}, title=f"{kind}, one pass"
    )
    for kind in (PLAIN, DISTORTED)
}
stand_in("lenet.paper.jobs.VARIANTS", ONE_PASS)
stand_in("lenet.paper.workers.VARIANTS", ONE_PASS)
stand_in("lenet.paper.plan.Plan.jobs", property(lambda plan: [plan.job(k, 0) for k in ONE_PASS]))
stand_in("lenet.paper.jobs.time", SimpleNamespace(perf_counter=lambda: 0.0))
stand_in("lenet.paper.invariance.CHANGES", CHANGES[:1])
stand_in("lenet.paper.invariance.VALUES", {CHANGES[0].name: VALUES[CHANGES[0].name]})
stand_in("lenet.paper.reproduction.Results", FewResults)
stand_in("lenet.paper.reproduction.look_inside", lambda *_given: None)
stand_in("lenet.paper.reproduction.page", lambda *_given: "a page\n")
stand_in("lenet.commands.reproduce_paper._beside_the_paper", lambda _found: "")


def paper_steps(inputs: Path, folder: Path) -> list[list[str]]:
    """Two trainings, and the page."""
    data = ["--data", str(inputs / "tiny-idx")]
    return [["paper", "--quick", "--json", "--out", str(folder), *data, *ONE_CORE]]


# Data sets


def fetch(_published: object, _mirror: str, scratch: Path) -> Any:
    """A mirror: it leaves a file behind, as a download that was not finished."""
    (scratch / "download.gz").write_bytes(bytes(1000))
    return noise_parts()


stand_in("lenet.datasets.mirrors.read", fetch)


def publish(_inputs: Path) -> None:
    """Publish the tiny data set."""
    publish_noise(mirrors=("https://mirror.invalid/",))


def fetch_steps(_inputs: Path, folder: Path) -> list[list[str]]:
    """Fetch the tiny data set; the folder is the cache."""
    os.environ["LENET_CACHE"] = str(folder)
    os.environ.pop("LENET_DATA", None)
    return [["data", "tiny"]]


def damaged(_inputs: Path, folder: Path) -> None:
    """A cache in which a file was cut short."""
    write_idx_files(folder / "tiny-mnist", noise_parts())
    (folder / "tiny-mnist" / "train-labels-idx1-ubyte").write_bytes(b"\0\0\x08")


COMMANDS = {
    "train": Command(tiny_idx, train_steps),
    "train-reader": Command(labelled, reader_steps("train-reader"), last="calibration.json"),
    "calibrate": Command(labelled, reader_steps("calibrate"), last="calibration.json"),
    "calibrate-in-place": Command(labelled, calibrate_in_place, old_reader),
    "score": Command(labelled, reader_steps("score")),
    "paper": Command(tiny_idx, paper_steps),
    "fetch": Command(publish, fetch_steps, last="tiny-mnist/SHA256SUMS"),
    "fetch-again": Command(publish, fetch_steps, damaged, last="tiny-mnist/SHA256SUMS"),
}

if __name__ == "__main__":
    print(kill_everywhere(COMMANDS[sys.argv[1]], Path(sys.argv[2])))
