"""Whether training the whole chain on strings helps: windows, whole strings, or one then the other.

    python -m benchmarks.reading.whole_chain FOLDER [--seeds 0 1]

The same network sees the same drawn strips in the same number of steps at the same rates.

windows  some of each strip, 32 columns wide, each with its class; then the network is swept, as in
         LeCun et al. 1998, section VII
strips   whole, by CTC: nothing says where their symbols stand
both     windows in the first two thirds of the steps, then whole strips

CTC at one position is softmax cross-entropy, so the loss is the same. FOLDER is that of
readers.py. It writes whole_chain.json, a row as soon as it is known.
"""

import argparse
import json
import time
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

import lenet
from benchmarks import machine
from lenet.commands.labelled_reading import outcomes_of
from lenet.digits.normalisation import network_input
from lenet.models import Sequential
from lenet.models.samples import Source
from lenet.optimizers import AdamW, schedule_of
from lenet.reader_training.drawn import DrawnStrings
from lenet.reader_training.drawn.pen_hands import train_pens
from lenet.reader_training.drawn.pieces import DrawnPieces
from lenet.reader_training.drawn.source import moved_digits
from lenet.reader_training.drawn.writing import COLUMNS, Drawn, classes_of, drawn
from lenet.reader_training.strip_network import of_columns, strip_reader
from lenet.reader_training.strip_training import StripRecipe, narrow
from lenet.reading import MARGIN, Reader, any_digits, best_texts, log_softmax
from lenet.scoring.labels import Labelled, read_labels
from lenet.scoring.score import score_strings

RESULTS = Path(__file__).with_suffix(".json")
MOST_WRONG = 0.01

WINDOW = 32
"""Columns that the network looks at."""

REACH = 2.0
"""Columns from a window's middle to its symbol's at most: half of a step of the sweep."""

EACH = 6
"""Windows of a strip; every other one has a symbol in its middle, the rest stand anywhere."""

OTHER_SEED = 1_000_003
"""Of the strips to judge by."""

WAYS = {"windows": 1.0, "strips": 0.0, "both": 2 / 3}
"""The share of the epochs that goes to windows."""


def windows(made: Drawn, rng: Generator) -> tuple[NDArray[np.uint8], NDArray[np.int32]]:
    """Windows of a strip, uint8 (EACH, 32, 32), and their classes (EACH, 1), 0 for blank."""
    strip, classes = padded(made), classes_of(made.symbols, len(made.symbols))
    middles = np.array(made.spans).reshape(-1, 2).mean(axis=1)
    x, y = np.zeros((EACH, WINDOW, WINDOW), np.uint8), np.zeros((EACH, 1), np.int32)
    for number in range(EACH):
        column = int(rng.integers(COLUMNS + 1))
        if number % 2 and len(middles):
            column = round(rng.choice(middles) + rng.uniform(-REACH, REACH))
        away = np.abs(middles - column)
        there = len(away) and away.min() <= REACH
        x[number] = strip[:, column : column + WINDOW]
        y[number] = classes[away.argmin()] if there else 0
    return x, y


def padded(made: Drawn) -> NDArray[np.uint8]:
    """The strip with a line's margins, uint8 [32, 192]: a window about column c begins at c."""
    return np.pad(np.rint(255 * made.strip).astype(np.uint8), ((0, 0), (MARGIN, MARGIN)))


def trained(way: str, recipe: StripRecipe, seed: int, threads: int) -> Sequential:
    (images, digits), _ = lenet.datasets.mnist.load_data()
    strips = DrawnStrings(images, digits, train_pens(), recipe.strips, seed, threads)
    first = round(WAYS[way] * recipe.epochs)
    network = strip_reader(seed, WINDOW)
    go_on(network, DrawnPieces(strips, windows, EACH), EACH, (0, first), recipe, threads)
    wide = of_columns(network, COLUMNS, seed)
    wide.epochs_trained = first  # the epoch decides which strips are drawn
    go_on(wide, strips, 1, (first, recipe.epochs), recipe, threads)
    return narrow(wide)


def go_on(
    network: Sequential,
    source: Source,
    each: int,
    epochs: tuple[int, int],
    recipe: StripRecipe,
    threads: int,
) -> None:
    """Train for some of the recipe's epochs at the rates that it has for them."""
    first, last = epochs
    whole = recipe.optimizer(recipe.strips)
    rate = schedule_of(whole)
    assert rate is not None
    done = first * -(-recipe.strips // recipe.batch_size)
    optimizer = AdamW(lambda step: rate(done + step), whole.weight_decay)
    network.compile(optimizer=optimizer, loss="ctc")
    network.fit(
        source,
        batch_size=each * recipe.batch_size,
        initial_epoch=first,
        epochs=last,
        threads=threads,
        verbose=2,
    )


def drawn_right(network: Sequential, count: int) -> int:
    """How many drawn strips are read right in one sweep, any digits allowed."""
    (images, labels), _ = lenet.datasets.mnist.load_data()
    digits = moved_digits(images, labels, 1, OTHER_SEED)
    right, judged, number = 0, 0, 0
    while judged < count:
        made = drawn(digits, np.random.default_rng([OTHER_SEED, number]))
        number += 1
        written = "".join(symbol for symbol in made.symbols if symbol.isdigit())
        if not written:
            continue
        answers = network.sweep(network_input(padded(made)[None], "strip"), threads=1)[0, 0]
        found = best_texts(log_softmax(answers), any_digits()).candidates
        right += bool(found) and found[0].digits == written
        judged += 1
    return right


def measured(
    way: str, recipe: StripRecipe, seed: int, amounts: Labelled, given: argparse.Namespace
) -> dict[str, Any]:
    began = time.process_time()  # of all cores, so that what else runs does not count
    network = trained(way, recipe, seed, given.threads)
    seconds = round(time.process_time() - began)
    read = score_strings(outcomes_of(Reader((network,)), amounts, MOST_WRONG, given.threads))
    return {
        "way": way,
        "seed": seed,
        "processor_seconds": seconds,
        "drawn": given.judged,
        "drawn_right": drawn_right(network, given.judged),
        "amounts": read.strings,
        "amounts_right": read.right,
        "amounts_accepted": read.accepted_at(MOST_WRONG),
    }


def main() -> None:
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    ask.add_argument("folder", type=Path)
    ask.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    ask.add_argument("--seeds", nargs="+", type=int, default=[0])
    ask.add_argument("--epochs", type=int, default=6)
    ask.add_argument("--strips", type=int, default=25_000, help="of an epoch")
    ask.add_argument("--judged", type=int, default=1_000, help="drawn strips to judge by")
    ask.add_argument("--threads", type=int, default=1)
    given = ask.parse_args()
    recipe = replace(StripRecipe(), epochs=given.epochs, strips=given.strips)
    amounts = read_labels(given.folder / "cheque-amounts")
    ways, seeds = " ".join(given.ways), " ".join(map(str, given.seeds))
    options = f"--ways {ways} --seeds {seeds} --epochs {given.epochs} --strips {given.strips}"
    record: dict[str, Any] = {
        "command": f"python -m benchmarks.reading.whole_chain FOLDER {options}",
        "data": "MNIST's 60,000 training images",
        "recipe": recipe.as_dict(),
        "windows_of_a_strip": EACH,
        "judged_seed": OTHER_SEED,
        "versions": {name: version(name) for name in ("numpy", "opencv-python-headless")},
        "machine": machine.describe(),
        "found": [],
    }
    for seed in given.seeds:
        for way in given.ways:
            record["found"].append(measured(way, recipe, seed, amounts, given))
            print(record["found"][-1], flush=True)
            RESULTS.write_text(json.dumps(record, indent=1) + "\n")


if __name__ == "__main__":
    main()
