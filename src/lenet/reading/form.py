"""The boxes of a form that are to be read: from ``--box x,y,w,h`` and from a JSON of names.

{"amount": [420, 96, 260, 48], "date": [40, 96, 180, 48]}: x and y of the upper left corner, width
and height, in pixels.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from lenet.arguments import words
from lenet.arguments.numbers import whole
from lenet.errors import DataError, ModelError
from lenet.host.files import read_at_most
from lenet.host.json_text import parse_json
from lenet.pictures.boxes import Box

LARGEST_FORM = 1_000_000  # bytes
MOST_BOXES = 1000
"""Boxes of a form, unless less are allowed."""
LONGEST_NAME = 200
"""Characters of the longest name of a box."""
FARTHEST = 1_000_000
"""The largest number of pixels that a box's x, y, width and height may be."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_EXPECTED = "expected x,y,width,height in whole pixels, width and height from 1"


def parse_box(text: str) -> Box:
    """Read a box as it is typed, ``x,y,width,height``. DataError for anything else."""
    try:
        return _box([int(part) for part in text.split(",")])
    except ValueError as error:
        raise DataError(f"{_EXPECTED}, received {words.shown(text)}") from error


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


def parse_form(content: bytes | str, source: str, most: int = MOST_BOXES) -> dict[str, Box]:
    """Read the named boxes of a form's JSON, at most so many.

    See ``read_form``. DataError, beginning with ``source``, if it is none.
    """
    if len(content) > LARGEST_FORM:
        raise DataError(f"{source}: expected a form of at most {LARGEST_FORM} bytes")
    try:
        named = parse_json(content)
    except ValueError as error:
        raise DataError(f"{source} is not the JSON of a form: {error}") from error
    if not isinstance(named, dict) or not 1 <= len(named) <= most:
        raise DataError(
            f'{source}: expected 1 to {most} boxes, as {{"amount": [x, y, width, height]}}'
        )
    return {name: _named_box(source, name, value) for name, value in named.items()}


def checked_boxes(boxes: object) -> dict[str, Box]:
    """Boxes by name from a program: a mapping of text to (x, y, width, height). ModelError."""
    if not isinstance(boxes, Mapping):
        raise ModelError(f"expected a mapping of names to boxes, received {words.shown(boxes)}")
    return {words.text("the name of a box", name): _given_box(box) for name, box in boxes.items()}


def _given_box(given: object) -> Box:
    if not isinstance(given, tuple | list) or len(given) != 4:
        raise ModelError(f"expected a box (x, y, width, height), received {words.shown(given)}")
    return Box(*(whole("a box's pixels", side, -FARTHEST, FARTHEST) for side in given))


def _named_box(source: str, name: str, value: object) -> Box:
    if not 1 <= len(name) <= LONGEST_NAME or _LONE_SURROGATE.search(name):
        raise DataError(
            f"{source}: expected a box's name of 1 to {LONGEST_NAME} characters that are valid "
            f"text, received {words.shown(name)}"
        )
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
