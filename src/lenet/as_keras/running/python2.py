"""Listings written for Python 2: ``print x``, tabs that are eight wide, and its names."""

from __future__ import annotations

import ast
import re
import time
from typing import Any

from lenet.as_keras.old.told import tell

OLD_BUILTINS: dict[str, Any] = {"xrange": range, "raw_input": input, "unicode": str, "long": int}
"""Python 2's names for a listing's own scope; in libraries they would be taken for Python 2."""

_PRINT = re.compile(r"^(?P<indent>\s*)(?P<head>(?:[^#'\"]*:\s+)?)print(?P<said>\s+[^=\s].*|\s*)$")


def give_old_clock() -> None:
    """Give ``time.clock``, which Python 3.8 dropped; told when it is called."""

    def clock() -> float:
        tell("time.clock() is time.perf_counter() today")
        return time.perf_counter()

    vars(time).setdefault("clock", clock)


def python3(source: str, name: str) -> str:
    """The source as Python 3 takes it; as it is, where it is Python 3 or is wrong otherwise."""
    if _is_python3(source):
        return source
    lines = source.expandtabs(8).split("\n")
    made = "\n".join(_printed(line) for line in lines)
    if not _is_python3(made):
        return source
    tell(f"{name} is written for Python 2: its print x is print(x) today")
    return made


def _printed(line: str) -> str:
    found = _PRINT.match(line)
    if found is None:
        return line
    said = found["said"].strip()
    if said.startswith("(") and _is_python3(f"print{said}"):
        return line
    end = ", end=' '" if said.endswith(",") else ""
    return f"{found['indent']}{found['head']}print({said.removesuffix(',')}{end})"


def _is_python3(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True
