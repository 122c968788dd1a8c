"""Make ``hand.js`` of the page: the ten digits of one writer, stroke by stroke.

python -m making.page_hand

The writer is one of the 14 of the pen digits whom no network of this package has learned from. A
point is [x, y] in hundredths of the digit's height, from the left edge of its ink and from its top.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lenet.datasets import pen_digits
from lenet.datasets.pen_digits import PenDigits
from lenet.host.files import write_whole

HAND = Path(__file__).parent.parent / "src" / "lenet" / "serve" / "page" / "hand.js"
WRITER = 8
HEIGHT = 100

HEAD = f"""\
// The ten digits of one writer, stroke by stroke, made by `python -m making.page_hand`.
//
// Writer {WRITER} of the test part of "Pen-Based Recognition of Handwritten Digits" (E. Alpaydin,
// F. Alimoglu, 1998, https://archive.ics.uci.edu/dataset/81/, CC BY 4.0), scaled; no network here
// has learned from this writer. A point is [x, y] in hundredths of the digit's height, from
// the left edge of its ink and from its top.

export const HEIGHT = {HEIGHT};

export const HAND = {{
"""


def main() -> None:
    _, test = pen_digits.load_data()
    write_whole(HAND, module(test))


def module(digits: PenDigits) -> str:
    """The text of ``hand.js``: the first digit of each class that the writer wrote."""
    lines = []
    for digit in range(10):
        first = np.flatnonzero((digits.writers == WRITER) & (digits.digits == digit))[0]
        strokes = ", ".join(points(one) for one in scaled(digits.strokes[first]))
        lines.append(f"  {digit}: [{strokes}],\n")
    return f"{HEAD}{''.join(lines)}}};\n"


def scaled(strokes: tuple[NDArray[np.float32], ...]) -> list[NDArray[np.int_]]:
    """Strokes [points, 2] of a digit, its ink from 0 at the left and at the top."""
    joined = np.concatenate(strokes)
    low, high = joined.min(axis=0), joined.max(axis=0)
    return [np.rint(HEIGHT * (one - low) / (high[1] - low[1])).astype(int) for one in strokes]


def points(stroke: NDArray[np.int_]) -> str:
    """A stroke as JavaScript has it."""
    return f"[{', '.join(f'[{x}, {y}]' for x, y in stroke.tolist())}]"


if __name__ == "__main__":
    main()
