"""Labelled pictures, and whether each was read right.

They are in a folder with a ``labels.csv``, or in folders named by their digits. ``labels.csv`` has
a column ``file``, the path from the folder on, and one of these columns:

amount  the digits alone, as written; with a decimal point amounts are compared in place of digits
text    the string that is written; its digits are compared
digit   one digit, alone in its picture

Other columns are ignored. Without a ``labels.csv`` a picture holds the digits that its folder is
named by: 7/a.png, writer-3/7/b.png.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lenet.digits.preparing import open_picture
from lenet.errors import DataError, either
from lenet.host.files import read_at_most
from lenet.pictures.named_files import PictureFile, pictures_in
from lenet.reading import ReadOptions, Row
from lenet.scoring.score import Outcome

LABELS = "labels.csv"
LARGEST_LABELS = 50_000_000  # bytes
MOST_LABELS, LONGEST_LINE = 300_000, 100_000
KINDS = {
    "amount": r"[0-9]+(\.[0-9]{1,2})?",
    "text": r".*[0-9].*",
    "digit": r"[0-9]",
}
"""The columns that say what is written, and the regular expression of each one's cells."""


@dataclass(frozen=True)
class Label:
    """What one picture holds: its ``digits``, and its ``amount`` if that has a decimal point."""

    file: PictureFile
    digits: str
    amount: Decimal | None = None


@dataclass(frozen=True)
class Labelled:
    """Labelled pictures of one ``kind``: amount, text or digit."""

    kind: str
    labels: list[Label]

    def read_options(self, max_error: float) -> ReadOptions:
        """How a reader is to read each picture."""
        grammar = "amount" if self.kind == "amount" else "digits"
        return ReadOptions(grammar, length=1 if self.kind == "digit" else None, max_error=max_error)

    def ink_of(self, outcome: Outcome) -> NDArray[np.float32]:
        """The ink of an outcome's picture, float32 [H, W]. PictureError if it cannot be opened."""
        file = next(label.file for label in self.labels if label.file.name == outcome.file)
        return open_picture(file.opened())


def read_labels(folder: Path) -> Labelled:
    """Read the labels of a folder, in their order.

    Raises
    ------
    DataError
        There are none, or a line of ``labels.csv`` is wrong; the message has its number.
    """
    path = folder / LABELS
    if path.is_file():
        return _from_csv(path)
    try:
        found = [file for file in pictures_in(folder) if re.fullmatch("[0-9]+", file.parent.name)]
    except OSError as error:
        raise DataError(f"{error.filename}: {error.strerror}") from error
    if not found:
        raise DataError(
            f"{folder}: expected a {LABELS} with the columns file and {either(KINDS)}, "
            "or pictures in folders called by their digits"
        )
    kind = "text" if any(len(file.parent.name) > 1 for file in found) else "digit"
    names = (str(file.relative_to(folder)) for file in found)
    labels = [
        Label(PictureFile(name, file), file.parent.name)
        for name, file in zip(names, found, strict=True)
    ]
    return Labelled(kind, labels)


def judge(label: Label, row: Row) -> Outcome:
    """Judge whether a picture was read right.

    A picture holds one string. If several lines were found in it, they are joined in their order;
    the confidence is the least of theirs, and all of them must be accepted.
    """
    if row.error:
        return Outcome(label.file.name, label.digits, "", right=False, error=row.error)
    found = [reading for reading in row.readings if reading.text]
    read = "".join(reading.text for reading in found)
    if label.amount is None:
        right = read == label.digits
    else:
        right = [reading.amount for reading in found] == [label.amount]
    return Outcome(
        file=label.file.name,
        truth=label.digits,
        read=read,
        right=right,
        confidence=min((reading.confidence for reading in found), default=0.0),
        accepted=bool(found) and all(reading.accepted for reading in found),
        reason="; ".join(filter(None, (reading.reason for reading in row.readings))),
    )


def _from_csv(path: Path) -> Labelled:
    rows = csv.DictReader(_lines(path, _content(path)))
    try:
        columns = rows.fieldnames or ()
        kinds = [name for name in columns if name in KINDS]
        if "file" not in columns or len(kinds) != 1:
            received = ", ".join(map(str, columns))[:200] or "none"
            expected = f"expected the columns file and one of {either(KINDS)}"
            raise DataError(f"{path}: {expected}, received {received}")
        named = itertools.islice(rows, MOST_LABELS)
        labels = [_label(path, rows.line_num, kinds[0], row) for row in named]
        if next(rows, None) is not None:
            raise DataError(f"{path}: expected at most {MOST_LABELS:,} pictures")
    except csv.Error as error:
        raise DataError(f"{path}, line {rows.line_num}: {error}") from error
    if not labels:
        raise DataError(f"{path}: expected a picture a line, received the heading alone")
    return Labelled(kinds[0], labels)


def _lines(path: Path, content: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(content, newline=""), 1):
        if len(line) > LONGEST_LINE:
            raise DataError(f"{path}, line {number}: expected at most {LONGEST_LINE:,} characters")
        if "\0" in line:
            raise DataError(f"{path}, line {number}: expected text, received a zero byte")
        yield line


def _content(path: Path) -> str:
    try:
        return read_at_most(path, LARGEST_LABELS).decode("utf-8-sig")
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: expected text in UTF-8") from error


def _label(path: Path, line: int, kind: str, row: dict[str, str | None]) -> Label:
    name, written = (row.get("file") or "").strip(), (row.get(kind) or "").strip()
    if not name or not re.fullmatch(KINDS[kind], written):
        expected = {
            "amount": "an amount, 25574 or 255.74 for example",
            "text": "a text with digits",
            "digit": "one digit",
        }[kind]
        received = f"{name!r}, {written!r}"
        raise DataError(f"{path}, line {line}: expected a file and {expected}, received {received}")
    amount = Decimal(written) if kind == "amount" and "." in written else None
    digits = "".join(re.findall("[0-9]", written))
    return Label(PictureFile(name, path.parent / name), digits, amount)
