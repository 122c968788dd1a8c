"""Make the reader that the package ships: train its network on drawn strips, then calibrate it.

python -m making.reader train OUT [--seed 0] [--epochs 12] [--strips 100000] [--start IN]
python -m making.reader grow OUT --start IN
python -m making.reader mean OUT --of TRAINED --start IN [--share 0.85]
python -m making.reader pieces OUT [--seed 0] [--epochs 12] [--strips 50000]
python -m making.reader calibrate OUT [OUT2 ...] [--pieces OUT3] [--pictures 12000]
    --to READER

All need MNIST's training images and the pen digits of the 30 training writers, and nothing else.
grow gives a network that was trained without the context layer this layer, which at first changes
nothing. mean gives the weighted mean of a trained network and of the one that its training started
from: it reads more of both mixes of strips than either. Of several trained networks calibrate
makes one reader, in which they take turns, in half precision: lenet read --reader READER.
"""

import argparse
import subprocess
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np

import lenet
from lenet.callbacks import LambdaCallback
from lenet.models import Sequential
from lenet.models.loading import load_folder
from lenet.models.storage import read_config
from lenet.reader_training.drawn.pen_hands import kept_out_pens, train_pens
from lenet.reader_training.drawn.source import moved_digits
from lenet.reader_training.drawn.writing import as_picture, drawn
from lenet.reader_training.strip_network import strip_reader
from lenet.reader_training.strip_training import (
    PieceRecipe,
    StripRecipe,
    narrow,
    train_strip_reader,
)
from lenet.reading import PIECES as PIECES_FOLDER
from lenet.reading import Calibration, Reader, fit, network_folder

RECIPE, PIECES = StripRecipe(), PieceRecipe()
KEPT = ("command", "data", "reader_recipe", "losses", "versions", "commits")
"""What of a trained network's record goes into the reader's."""

DATA = (
    "MNIST's 60,000 training images, and 7,494 digits by 30 writers of UCI's Pen-Based Recognition "
    "of Handwritten Digits (E. Alpaydin and F. Alimoglu, 1998, CC BY 4.0)"
)

SINGLE = 4
"""One of so many pictures to calibrate on is a single digit."""

OTHER_SEED = 1_000_003
"""Strips to calibrate on are drawn with another seed than those to train on."""


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    steps = ask.add_subparsers(required=True)
    for name, recipe in (("train", RECIPE), ("pieces", PIECES)):
        one = steps.add_parser(name)
        one.add_argument("out", type=Path)
        one.add_argument("--seed", type=int, default=0)
        one.add_argument("--epochs", type=int, default=recipe.epochs)
        one.add_argument("--strips", type=int, default=recipe.strips)
        one.add_argument("--rate", type=float, default=recipe.learning_rate)
        one.add_argument("--start", type=Path, help="a trained network that goes on")
        one.add_argument("--threads", type=int)
        one.set_defaults(run=train, step=name)
    more = steps.add_parser("grow")
    more.add_argument("out", type=Path)
    more.add_argument("--start", type=Path, required=True)
    more.set_defaults(run=grow)
    mean = steps.add_parser("mean")
    mean.add_argument("out", type=Path)
    mean.add_argument("--of", type=Path, required=True)
    mean.add_argument("--start", type=Path, required=True)
    mean.add_argument("--share", type=float, default=0.85, help="of the trained network")
    mean.set_defaults(run=between)
    two = steps.add_parser("calibrate")
    two.add_argument("out", type=Path, nargs="+")
    two.add_argument("--pieces", type=Path, help="what was trained on pieces")
    two.add_argument("--pictures", type=int, default=12_000)
    two.add_argument("--wild", type=float, default=0.4, help="how far hands and paper stray")
    two.add_argument("--to", type=Path, required=True)
    two.set_defaults(run=calibrate)
    given = ask.parse_args()
    given.run(given)


def train(given: argparse.Namespace) -> None:
    usual = PIECES if given.step == "pieces" else RECIPE
    recipe = replace(usual, epochs=given.epochs, strips=given.strips, learning_rate=given.rate)
    start = load_folder(given.start) if given.start else None
    commit = checked_out()
    (images, labels), _ = lenet.datasets.mnist.load_data()
    began, losses = time.monotonic(), []

    def after(epoch: int, logs: dict[str, float]) -> None:
        losses.append(round(logs["loss"], 4))
        assert isinstance(told.model, Sequential)
        narrow(told.model).save(given.out / "so-far")
        print(epoch + 1, losses[-1], f"{time.monotonic() - began:.0f} s", flush=True)

    told = LambdaCallback(on_epoch_end=after)
    model = train_strip_reader(
        recipe,
        images,
        labels,
        train_pens(),
        seed=given.seed,
        start=start,
        threads=given.threads,
        callbacks=[told],
    )
    before = read_config(given.start) if given.start else {"command": [], "commits": []}
    command = f"python -m making.reader {given.step} OUT --seed {given.seed}"
    command += f" --epochs {recipe.epochs} --strips {recipe.strips} --rate {recipe.learning_rate}"
    record = {
        "command": [*before["command"], command + (" --start OUT" if given.start else "")],
        "data": DATA,
        "reader_recipe": recipe.as_dict(),
        "losses": losses,
        "versions": {name: version(name) for name in ("numpy", "opencv-python-headless")},
        "commits": [*before["commits"], commit],
    }
    model.save(given.out, record=record)
    Calibration().save(given.out)


def grow(given: argparse.Namespace) -> None:
    """Put the context layer into a trained network, as the identity."""
    start = load_folder(given.start)
    network = strip_reader(start.seed)
    identity = np.zeros((1, 5, 84, 84), np.float32)
    identity[0, 2] = np.eye(84)
    weights = start.get_weights()
    network.set_weights([*weights[:-2], identity, np.zeros(84, np.float32), *weights[-2:]])
    before = read_config(given.start)
    command = [*before["command"], "python -m making.reader grow OUT --start OUT"]
    kept = {key: before[key] for key in KEPT if key in before and key != "command"}
    network.save(given.out, record={**kept, "command": command})


def between(given: argparse.Namespace) -> None:
    """A network whose weights lie between those of two (Wortsman et al. 2022, WiSE-FT)."""
    trained, start = load_folder(given.of), load_folder(given.start)
    weights = zip(trained.get_weights(), start.get_weights(), strict=True)
    share = np.float32(given.share)
    trained.set_weights([share * one + (1 - share) * other for one, other in weights])
    record = {key: value for key, value in read_config(given.of).items() if key in KEPT}
    command = f"python -m making.reader mean OUT --of OUT --start START --share {given.share}"
    record["command"] = [*record["command"], command]
    trained.save(given.out, record=record)
    Calibration().save(given.out)


def checked_out() -> str:
    """The commit that the drawing is of, with a + for what is not committed."""
    answers = [
        subprocess.run(
            ["git", *asked], cwd=Path(__file__).parent, check=True, capture_output=True, text=True
        ).stdout.strip()
        for asked in (("rev-parse", "--short", "HEAD"), ("status", "--short", "-uno"))
    ]
    return answers[0] + ("+" if answers[1] else "")


def calibrate(given: argparse.Namespace) -> None:
    """Read drawn pictures, as nothing else is to be had without a user's own, and fit to them.

    They are strips, and single digits whose count is told, by writers that no network has learned
    from, and less wild than those to train on: as most people bring them.
    """
    place = given.to
    for number, out in enumerate(given.out, 1):
        keep(out, network_folder(place, number))
    if given.pieces:
        keep(given.pieces, place / PIECES_FOLDER)
    Calibration().save(place)
    reader = Reader.load(place)
    (images, labels), _ = lenet.datasets.mnist.load_data()
    digits = moved_digits(images, labels, kept_out_pens(), 1, OTHER_SEED)
    raw, right = [], []
    for number in range(given.pictures):
        rng = np.random.default_rng([OTHER_SEED, number])
        single = [int(rng.integers(10))] if number % SINGLE == 0 else None
        made = drawn(digits, rng, single, given.wild)
        written = "".join(symbol for symbol in made.symbols if symbol.isdigit())
        if not written:
            continue
        length = 1 if single else None
        read = max(reader.read(as_picture(made), length=length), key=lambda one: len(one.text))
        raw.append(read.confidence)
        right.append(read.text == written)
    found = fit(raw, np.array(right))
    found.save(place)
    print(f"{sum(right)} of {len(raw)} drawn pictures right; {found}")


def keep(out: Path, place: Path) -> None:
    """Write a trained network as a part of a reader, with what is told of how it was made."""
    config = read_config(out)
    record = {key: config[key] for key in KEPT if key in config}
    load_folder(out).save(place, record=record, half_precision=True)


if __name__ == "__main__":
    main()
