"""Listings written for Python 2: ``print x`` becomes ``print(x)``, and tabs are eight wide."""

from __future__ import annotations

import ast
import re

from lenet.as_keras.old.told import tell

_PRINT = re.compile(r"^(?P<indent>\s*)(?P<head>(?:[^#'\"]*:\s+)?)print(?P<said>\s+[^=\s].*|\s*)$")


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
