"""JSON that anybody may have written, taken only if all that use it can.

Beside what JSON itself asks: no name stands in an object twice, no number is so long that it is not
a float any more, nothing is nested so deeply that it cannot be written again, all text is Unicode
or the name of a file.
"""

from __future__ import annotations

import json
from typing import Any

from lenet.host.files import in_utf8

DEEPEST = 50
"""Levels of objects and lists in one another."""

LONGEST_NUMBER = 300
"""Digits of a whole number."""


def parse_json(content: bytes | str) -> Any:
    """What a JSON document says. ValueError, which says in words what is wrong with it."""
    try:
        text = content if isinstance(content, str) else content.decode()
        found = json.loads(text, object_pairs_hook=_once_each, parse_int=_whole_number)
    except RecursionError as error:
        raise ValueError(f"it is nested more than {DEEPEST} levels deep") from error
    _check(found)
    return found


def json_line(content: object) -> str:
    """``content`` as a line of JSON, with ? for lone surrogates, as of a file name that is none."""
    text = json.dumps(content, ensure_ascii=False)
    valid = in_utf8(text).decode()
    return json.dumps(content if valid == text else json.loads(valid))


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("a name stands there twice")
    return named


def _whole_number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number has more than {LONGEST_NUMBER} digits")
    return int(digits)


def _check(found: Any) -> None:
    """ValueError for what is too deep, or for text that is not Unicode; without recursion."""
    level = [found]
    for _ in range(DEEPEST + 1):
        for item in level:
            if isinstance(item, str):
                _check_text(item)
        inside: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inside += item.keys()
                inside += item.values()
            elif isinstance(item, list):
                inside += item
        if not inside:
            return
        level = inside
    raise ValueError(f"it is nested more than {DEEPEST} levels deep")


def _check_text(text: str) -> None:
    """ValueError for half of a surrogate pair, unless it stands for a byte of a file's name."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise ValueError("a text has half of a surrogate pair") from error
