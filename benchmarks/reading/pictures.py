"""The pictures that readers are given: amounts, also crossed out, and digits as people bring them.

Each function takes the options of readers.py and a folder for what is drawn, ``made``.
"""

import argparse
import csv
import subprocess
import zipfile
from pathlib import Path
from typing import NamedTuple

import numpy as np

import lenet
from benchmarks.reading.crossed_out import cross_out

SCANNED_DIGITS = 1_500


class Picture(NamedTuple):
    """A picture and the digits in it; "" when there are none."""

    path: Path
    truth: str


def amounts(options: argparse.Namespace, made: Path) -> list[Picture]:
    del made
    folder = options.handwriting / "cheque-amounts"
    with (folder / "labels.csv").open(newline="") as file:
        return [Picture(folder / row["file"], row["amount"]) for row in csv.DictReader(file)]


def digits(options: argparse.Namespace, made: Path) -> list[Picture]:
    """Scanned digits, evenly spread over all of them, sorted by writer, digit and file."""
    folder = made / "digits"
    with zipfile.ZipFile(options.handwriting / "scanned-digits" / "digits.zip") as archive:
        names = sorted(name for name in archive.namelist() if name.endswith(".png"))
        kept = [names[place * len(names) // SCANNED_DIGITS] for place in range(SCANNED_DIGITS)]
        if not folder.exists():
            archive.extractall(folder, kept)
    return [Picture(folder / name, Path(name).parent.name) for name in kept]


def without_digits(options: argparse.Namespace, made: Path) -> list[Picture]:
    folder = made / "no-digits"
    if not folder.exists():
        given = [] if options.fashion is None else ["--fashion", str(options.fashion)]
        draw = [options.peers_python, "-m", "benchmarks.reading.no_digits", str(folder), *given]
        subprocess.run(draw, check=True)
    return [Picture(path, "") for path in sorted(folder.glob("*.png"))]


def crossed_out(options: argparse.Namespace, made: Path) -> list[Picture]:
    folder = made / "crossed-out"
    if not folder.exists():
        cross_out([one.path for one in amounts(options, made)], folder)
    return [Picture(path, "") for path in sorted(folder.glob("*.png"))]


def by_kind(options: argparse.Namespace) -> list[Picture]:
    """The pictures of the folders named by ``--kinds``, each with its own labels.csv."""
    found = []
    for folder in options.kinds:
        with (folder / "labels.csv").open(newline="") as file:
            found += [Picture(folder / row["file"], row["text"]) for row in csv.DictReader(file)]
    return found


def changed(options: argparse.Namespace, made: Path) -> dict[str, list[Picture]]:
    folder, data = made / "changed", made / "mnist.npz"
    if not folder.exists():
        _, (images, labels) = lenet.datasets.mnist.load_data()
        np.savez(data, x_test=images, y_test=labels)
        script, count = "benchmarks.reading.changed_digits", str(options.changed)
        draw = [options.peers_python, "-m", script, str(data), str(folder), "--count", count]
        subprocess.run(draw, check=True)
    kinds = [line.name for line in sorted(folder.iterdir())]
    return {
        kind: [Picture(path, path.stem[-1]) for path in sorted((folder / kind).iterdir())]
        for kind in kinds
    }
