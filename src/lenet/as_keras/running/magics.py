"""The lines of a notebook that are not Python's, passed over: magics, shell, questions."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

RUN_INSIDE = ("time", "timeit", "capture", "prun")
"""Cell magics whose cell is Python's and is run."""

_ASSIGNED = re.compile(r"^\s*[\w, ]+=\s*[!%]\s*\S")


class Passed(NamedTuple):
    """A cell's Python, with ``pass`` in the place of what is not, and what that was."""

    source: str
    passed_over: tuple[str, ...]


def passed_over(source: str) -> Passed:
    """A cell without its magics, shell lines and questions; its line numbers stay."""
    lines = source.split("\n")
    first = next((place for place, line in enumerate(lines) if line.strip()), 0)
    told: list[str] = []
    if lines[first].startswith("%%"):
        word = lines[first][2:].split()
        told.append(lines[first].strip())
        if not word or word[0] not in RUN_INSIDE:
            return Passed("", tuple(told))
        lines[first] = ""
    if _is_python("\n".join(lines)):
        return Passed("\n".join(lines), tuple(told))
    going_on = False
    for place, line in enumerate(lines):
        if going_on or _is_magic(line):
            if not going_on:
                told.append(line.strip())
            going_on = line.rstrip().endswith("\\")
            indent = line[: len(line) - len(line.lstrip())]
            lines[place] = f"{indent}pass" if line.strip() else line
    return Passed("\n".join(lines), tuple(told))


def _is_magic(line: str) -> bool:
    bare = line.strip()
    if not bare or bare.startswith("#"):
        return False
    question = re.fullmatch(r"\??\??[\w.]+\??\??", bare) is not None and "?" in bare
    return bare[0] in "%!" or question or _ASSIGNED.match(line) is not None


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
