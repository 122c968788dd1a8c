"""The boxes of a form that are to be read: from ``--box x,y,w,h`` and from a JSON of names.

{"amount": [420, 96, 260, 48], "date": [40, 96, 180, 48]}: x and y of the upper left corner, width
and height, in pixels.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from lenet.errors import DataError
from lenet.host.files import read_at_most
from lenet.host.json_text import parse_json
from lenet.pictures.boxes import Box

LARGEST_FORM = 1_000_000  # bytes
MOST_BOXES = 1000
FARTHEST = 1_000_000
"""The largest number of pixels that a box's x, y, width and height may be."""

_EXPECTED = "expected x,y,width,height in whole pixels, width and height from 1"


def parse_box(text: str) -> Box:
    """Read a box as it is typed, ``x,y,width,height``. DataError for anything else."""
    try:
        return _box([int(part) for part in text.split(",")])
    except ValueError as error:
        raise DataError(f"{_EXPECTED}, received {text!r}") from error


def numbered(boxes: Sequence[Box]) -> dict[str, Box]:
    """Name boxes that have no names by their number, from 1, in the order they were given."""
    return {str(number): box for number, box in enumerate(boxes, 1)}


def read_form(path: Path) -> dict[str, Box]:
    """Read the named boxes of a form, in the order they are written there.

    Raises
    ------
    DataError
        The file cannot be read, is no JSON object of boxes, names a box twice, or has none.
    """
    try:
        content = read_at_most(path, LARGEST_FORM, pipes=True)
    except OSError as error:
        raise DataError(f"{path}: {error.strerror}") from error
    return parse_form(content, str(path))


def parse_form(content: bytes | str, source: str) -> dict[str, Box]:
    """Read the named boxes of a form's JSON. DataError, beginning with ``source``, if it is none.

    See ``read_form``.
    """
    if len(content) > LARGEST_FORM:
        raise DataError(f"{source}: expected a form of at most {LARGEST_FORM} bytes")
    try:
        named = parse_json(content)
    except ValueError as error:
        raise DataError(f"{source} is not the JSON of a form: {error}") from error
    if not isinstance(named, dict) or not 1 <= len(named) <= MOST_BOXES:
        raise DataError(
            f'{source}: expected 1 to {MOST_BOXES} boxes, as {{"amount": [x, y, width, height]}}'
        )
    return {name: _named_box(source, name, value) for name, value in named.items()}


def _named_box(source: str, name: str, value: object) -> Box:
    numbers = value if isinstance(value, list) else []
    try:
        if any(type(number) is not int for number in numbers):
            raise ValueError
        return _box(numbers)
    except ValueError as error:
        received = json.dumps(value)[:100]
        raise DataError(f"{source}: {name!r}: {_EXPECTED}, received {received}") from error


def _box(numbers: list[int]) -> Box:
    if len(numbers) != 4 or min(numbers) < 0 or max(numbers) > FARTHEST or 0 in numbers[2:]:
        raise ValueError(numbers)
    return Box(*numbers)
