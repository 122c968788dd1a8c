"""What each idea of reading brings on the 509 real amounts, by what is left out.

python -m benchmarks.reading.ablation FOLDER [--reader READER]

FOLDER is that of readers.py. It writes ablation.json:
strings right, and accepted, the surest first, before 5 % of them are wrong.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from PIL import Image

from lenet.pictures.boxes import Box
from lenet.pictures.formats import open_pages
from lenet.pictures.grey import Grey, grey_of_array
from lenet.pictures.ink.cleaning import Cleaned, clean
from lenet.pictures.planes import components
from lenet.reading import (
    SWEEPS,
    VIEWS,
    Automaton,
    Line,
    Reader,
    Recognisers,
    View,
    amounts,
    any_digits,
    field_of_box,
    fields_of_page,
    guesses,
    looks,
    sureness_of,
)
from lenet.scoring.labels import read_labels
from lenet.scoring.score import Outcome, score_strings

RESULTS = Path(__file__).with_suffix(".json")
Views = Sequence[View]
MOST_WRONG = 0.05


def as_it_came(grey: Grey) -> Grey:
    return grey


def by_threshold(grey: Grey) -> Grey:
    """Scanned with one bit a pixel: by Otsu's threshold."""
    levels = (grey >> 8).astype(np.uint8)
    return grey_of_array(cv2.threshold(levels, 0, 255, cv2.THRESH_OTSU)[1])


def in_dots(grey: Grey) -> Grey:
    """Scanned with one bit a pixel: in dots, by error diffusion (Floyd and Steinberg 1976)."""
    dots = Image.fromarray((grey >> 8).astype(np.uint8)).convert("1")
    return grey_of_array(np.asarray(dots))


class Variant(NamedTuple):
    """An idea in words: how a picture came, becomes a line, and how that is looked at."""

    idea: str
    line: Callable[[Cleaned], Line | None]
    views: Views
    automaton: Automaton
    way: str = "sweep"
    scan: Callable[[Grey], Grey] = as_it_came


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
        Variant("as it is", depth, VIEWS, amount),
        Variant("piece by piece in the same views", depth, SWEEPS, amount, "pieces"),
        Variant("swept, and once piece by piece", depth, VIEWS, amount, "both"),
        Variant("no view as wide as the digits' distance asks", depth, VIEWS[:-1], amount),
        Variant("the first view alone", depth, VIEWS[:1], amount),
        Variant("the first two views, one by each network", depth, VIEWS[:2], amount),
        Variant("any digits, without the grammar of amounts", depth, VIEWS, any_digits()),
        Variant("cleaned ink in every view", ink, VIEWS, amount),
        Variant("the height of the picture in place of the digits'", all_rows, VIEWS, amount),
        Variant("the height of all ink in place of the digits'", tallest, VIEWS, amount),
        Variant("pictures of one bit, by a threshold", depth, VIEWS, amount, scan=by_threshold),
        Variant("pictures of one bit, in dots", depth, VIEWS, amount, scan=in_dots),
    ]


def read(line: Line | None, variant: Variant, reader: Reader) -> tuple[str, float]:
    """The text and how sure it is."""
    if line is None:
        return "", 0.0
    swept = () if variant.way == "pieces" else reader.networks
    recognisers = Recognisers(swept, None if variant.way == "sweep" else reader.pieces)
    taken = looks(line, recognisers, variant.automaton, variant.views)
    found = guesses(taken)
    return (found[0].candidate.digits, sureness_of(taken)) if found else ("", 0.0)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("--reader", type=Path)
    given = ask.parse_args()
    labels = read_labels(given.folder / "cheque-amounts").labels
    reader = Reader.load(given.reader)
    greys = [next(open_pages(label.file.picture)).grey for label in labels]
    cleaned = {
        scan: [clean(scan(grey)) for grey in greys] for scan in (as_it_came, by_threshold, in_dots)
    }
    found = []
    for variant in variants():
        outcomes = []
        for label, one in zip(labels, cleaned[variant.scan], strict=True):
            text, sure = read(variant.line(one), variant, reader)
            right = text == label.digits
            outcomes.append(Outcome(label.file.name, label.digits, text, right, sure))
        score = score_strings(outcomes)
        counts = {"right": score.right, "accepted": score.accepted_at(MOST_WRONG)}
        found.append({"idea": variant.idea, "strings": len(labels), **counts})
        print(found[-1], flush=True)
    RESULTS.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
