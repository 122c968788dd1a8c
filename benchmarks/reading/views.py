"""Which views of a line to take, in which order, and when to stop: what that costs and brings.

python -m benchmarks.reading.views FOLDER [--reader READER] [--views 6]

FOLDER has labels.csv and images, one amount a picture. Every view of the grid is swept once by each
of the reader's networks. Views are then chosen one by one, for the networks in turn: that which
brings most strings right in the mean of those before it, or as many with more of them accepted.
This is done with all amounts and, to see how much of it is chance, with each half, which the other
half then judges. What is printed for so many views and each threshold of certainty at which no more
are taken:

right      strings read as they are labelled
1 %, 5 %   accepted, the surest first, before so many of them are wrong
views      taken on average; columns: of the strips, to which the time of a sweep is proportional
"""

import argparse
import itertools
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lenet.pictures.formats import open_pages
from lenet.reading import (
    SWEEPS,
    Look,
    Reader,
    View,
    amounts,
    clean,
    fields_of_page,
    guesses,
    sureness,
    sweep_line,
)
from lenet.scoring.labels import read_labels

SIZES, ASPECTS = (0.65, 0.75, 0.87, 1.0, 1.15), (0.7, 0.82, 1.0, 1.2)
GRID = [View(s, a, c) for c in (False, True) for a in ASPECTS for s in SIZES]
ENOUGH = (0.85, 0.9, 0.95)
WEIGHT = 0.15
"""What an accepted string at 5 % counts beside one more that is right."""


class Seen(NamedTuple):
    """An amount as each network sees it in each view of the grid, network by network.

    ``chances`` [networks * views, texts], which text is right, and each view's columns.
    """

    chances: NDArray[np.float64]
    right: NDArray[np.bool_]
    columns: NDArray[np.intp]


class Outcome(NamedTuple):
    right: int
    at_1: int
    at_5: int
    views: float
    columns: float


def seen(made: Sequence[Look], digits: str) -> Seen:
    each = [
        {(one.candidate.digits, one.candidate.meaning): one.probability for one in guesses([swept])}
        for swept in made
    ]
    texts = sorted({text for view in each for text in view}) or [("", 0)]
    return Seen(
        np.array([[view.get(text, 0.0) for text in texts] for view in each]),
        np.array([text == digits for text, _ in texts]),
        np.array([swept.strip.pixels.shape[1] for swept in made]),
    )


def outcome(every: Sequence[Seen], views: Sequence[int], enough: float, least: int = 1) -> Outcome:
    """Take views in their order, ``least`` or more, until a text is surer than ``enough``."""
    sure, right, taken, columns = [], [], 0, 0
    for one in every:
        means = np.cumsum(one.chances[list(views)], axis=0)
        means /= np.arange(1, len(views) + 1)[:, None]
        for count in range(min(least, len(views)), len(views) + 1):
            looked = one.chances[list(views[:count])]
            first = looked[:, means[count - 1].argmax()]
            if (how_sure := sureness(first, looked.sum(axis=1) - first)) > enough:
                break
        sure.append(how_sure)
        right.append(one.right[means[count - 1].argmax()])
        taken += count
        columns += int(one.columns[list(views[:count])].sum())
    wrong = np.cumsum(~np.array(right)[np.argsort(-np.array(sure), kind="stable")])
    ranks = np.arange(1, len(every) + 1)
    at_1, at_5 = (int(ranks[wrong <= share * ranks].max(initial=0)) for share in (0.01, 0.05))
    return Outcome(int(np.sum(right)), at_1, at_5, taken / len(every), columns / len(every))


def chosen(every: Sequence[Seen], count: int, networks: int) -> list[int]:
    def worth(views: list[int]) -> float:
        found = outcome(every, views, 1.0)
        return found.right + WEIGHT * found.at_5

    views: list[int] = []
    for place in range(count):
        first = place % networks * len(GRID)
        others = [view for view in range(first, first + len(GRID)) if view not in views]
        views.append(max(others, key=lambda view: worth([*views, view])))
    return views


def show(name: str, every: Sequence[Seen], views: Sequence[int], networks: int) -> None:
    print(f"{name}, {len(every)} strings")
    for place, view in enumerate(views, 1):
        print(f"  {place}  network {view // len(GRID) + 1}  {GRID[view % len(GRID)]}")
    print("views at most  enough   right    1 %    5 %  views  columns")
    for count in range(1, len(views) + 1):
        for enough in ENOUGH:
            found = outcome(every, views[:count], enough, networks)
            counts = f"{found.right:7d}{found.at_1:7d}{found.at_5:7d}"
            print(f"{count:13d}{enough:8.2f} {counts}{found.views:7.2f}{found.columns:9.0f}")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--reader", type=Path)
    ask.add_argument("--views", type=int, default=6)
    given = ask.parse_args()
    networks, automaton = Reader.load(given.reader).networks, amounts()
    every, spent = [], 0.0
    for label in read_labels(given.folder).labels:
        field = next(fields_of_page(clean(next(open_pages(label.file.picture)).grey)))
        if field.line is not None:
            began = time.process_time()
            made = [
                sweep_line(field.line, view, each, automaton) for each in networks for view in GRID
            ]
            spent += time.process_time() - began
            every.append(seen(made, label.digits))
    columns = sum(int(one.columns.sum()) for one in every)
    each = f"{1e3 * spent / len(every) / len(GRID) / len(networks):.2f} ms"
    print(f"a view: {each}, or {1e6 * spent / columns:.1f} us a column")
    turns = itertools.cycle(range(len(networks)))
    swept = [GRID.index(view) for view in SWEEPS]
    now = [turn * len(GRID) + view for turn, view in zip(turns, swept, strict=False)]
    show("as it is", every, now, len(networks))
    show("chosen anew", every, chosen(every, given.views, len(networks)), len(networks))
    for half in (0, 1):
        kept, others = every[half::2], every[1 - half :: 2]
        views = chosen(kept, given.views, len(networks))
        show("chosen with the other half", others, views, len(networks))


if __name__ == "__main__":
    main()
