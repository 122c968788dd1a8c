"""What each idea of reading brings on the 509 real amounts: strings right, by what is left out.

python benchmarks/reading_ideas.py [FOLDER] [--reader READER]

FOLDER has labels.csv and images, as the benchmarks' README says. It writes reading_ideas.json.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from lenet.amount import amounts
from lenet.automaton import Automaton
from lenet.cleaning import Cleaned, clean
from lenet.fields import field_of_box, fields_of_page
from lenet.labels import read_labels
from lenet.line_reading import VIEWS, Recognisers, guesses, looks
from lenet.looks import Line, View
from lenet.pages import open_pages
from lenet.pattern import any_digits
from lenet.planes import components
from lenet.reader import Reader
from lenet.reading import Box

HERE = Path(__file__).parent
Views = Sequence[View]
Variant = tuple[str, Callable[[Cleaned], Line | None], Views, Automaton]


def depth(cleaned: Cleaned) -> Line | None:
    """The line as the reader sweeps it: the printed background is in it."""
    return next(iter(fields_of_page(cleaned))).line


def ink(cleaned: Cleaned) -> Line | None:
    """The cleaned ink in place of the depth."""
    line = depth(cleaned)
    return None if line is None else replace(line, depth=cleaned.ink, full=1.0)


def all_rows(cleaned: Cleaned) -> Line | None:
    """The height of the picture in place of the digits'."""
    line = field_of_box(cleaned, Box(0, 0, *cleaned.mask.shape[::-1])).line
    return None if line is None else replace(line, top=0.0, bottom=float(len(cleaned.mask)))


def tallest(cleaned: Cleaned) -> Line | None:
    """All rows with ink, without asking which of it is as high as digits are."""
    line = depth(cleaned)
    measures = components(cleaned.mask)[1][1:]
    if line is None:
        return None
    top, bottom = measures[:, 1].min(), (measures[:, 1] + measures[:, 3]).max()
    return replace(line, top=float(top), bottom=float(bottom))


def variants() -> list[Variant]:
    amount = amounts()
    return [
        ("as it is", depth, VIEWS, amount),
        ("the first view alone", depth, VIEWS[:1], amount),
        ("the first two views, one by each network", depth, VIEWS[:2], amount),
        ("any digits, without the grammar of amounts", depth, VIEWS, any_digits()),
        ("cleaned ink in every view", ink, VIEWS, amount),
        ("the height of the picture in place of the digits'", all_rows, VIEWS, amount),
        ("the height of all ink in place of the digits'", tallest, VIEWS, amount),
    ]


def text(line: Line | None, views: Views, automaton: Automaton, reader: Reader) -> str:
    if line is None:
        return ""
    found = guesses(looks(line, Recognisers(reader.networks, reader.pieces), automaton, views))
    return found[0].candidate.digits if found else ""


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path, nargs="?", default=HERE.parents[1] / "shared/data")
    ask.add_argument("--reader", type=Path)
    given = ask.parse_args()
    labels = read_labels(given.folder / "cheque-amounts").labels
    reader = Reader.load(given.reader)
    cleaned = [clean(next(open_pages(label.file.picture)).grey) for label in labels]
    found = []
    for name, prepare, views, automaton in variants():
        read = [text(prepare(one), views, automaton, reader) for one in cleaned]
        right = [label.digits == one for label, one in zip(labels, read, strict=True)]
        found.append({"idea": name, "strings": len(labels), "right": int(np.sum(right))})
        print(found[-1], flush=True)
    (HERE / "reading_ideas.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
