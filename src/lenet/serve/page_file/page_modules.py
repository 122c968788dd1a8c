"""The page's JavaScript for a file that opens from a disk, where no module can load another.

A module in the file names those that it imports by a mark, ``lenet:board.js`` in place of
``./board.js``. When the file is opened, each becomes a URL of its own, those that it imports first
(``page/local/boot.js``), and the marks become those URLs. ``import(url)``, of what is such a URL
already, is left as it is. What a module exports stays as it is.
"""

from __future__ import annotations

import graphlib
import posixpath
import re
from pathlib import Path
from typing import NamedTuple

from lenet.errors import DataError

MARK = "lenet:"
"""What stands before a module's name where the file will have its URL."""

_SPECIFIER = re.compile(
    r"""(?P<before>^import\s+(?:[\w$*{}\s,]+?\s+from\s+)?      # import ... from "./board.js"
        | ^export\s+[\w$*{}\s,]+?\s+from\s+                  # export ... from "./board.js"
        | \bimport\(\s*                                        # import("./board.js")
        | \bnew\ URL\(\s*(?="[^"]+",\s*import\.meta\.url))     # new URL("./board.js", import...)
        "(?P<name>[^"]+)\"""",
    re.MULTILINE | re.VERBOSE,
)
_LEFT = re.compile(r"^import\b|^export\s*[{*]|\bimport\((?!url\))|\bimport\.meta\b", re.MULTILINE)
"""What may have a specifier: as often as one was found, or something was not understood."""


class PageModule(NamedTuple):
    """A module of the page: its name, its text with marks, and the modules whose marks it has."""

    name: str
    text: str
    needs: tuple[str, ...]


def page_modules(folder: Path, *starts: str) -> list[PageModule]:
    """The modules ``starts`` of a folder and all that they need, each behind those that it imports.

    DataError for an import that is not one of a file in the folder, and for a circle of imports.
    """
    found: dict[str, PageModule] = {}
    wanted = [*starts]
    while wanted:
        name = wanted.pop()
        if name not in found:
            found[name] = _module(folder, name)
            wanted += found[name].needs
    try:
        order = graphlib.TopologicalSorter({name: one.needs for name, one in found.items()})
        return [found[name] for name in order.static_order()]
    except graphlib.CycleError as error:
        circle = " > ".join(error.args[1])
        raise DataError(f"expected no circle of imports in the page, found {circle}") from error


def _module(folder: Path, name: str) -> PageModule:
    try:
        text = (folder / name).read_text()
    except OSError as error:
        raise DataError(f"the page's module {name} cannot be read: {error.strerror}") from error
    if MARK in text:
        raise DataError(f"expected no {MARK} in the page's module {name}")
    needs: list[str] = []

    def marked(match: re.Match[str]) -> str:
        needs.append(_needed(name, match["name"]))
        return f'{match["before"]}"{MARK}{needs[-1]}"'

    made = _SPECIFIER.sub(marked, text)
    if len(_LEFT.findall(text)) != len(needs):
        raise DataError(f"expected imports of modules by their names alone in {name}")
    return PageModule(name, made, tuple(dict.fromkeys(needs)))


def _needed(name: str, specifier: str) -> str:
    """The module's name in the folder that ``specifier`` means in the module ``name``."""
    needed = posixpath.normpath(posixpath.join(posixpath.dirname(name), specifier))
    if specifier[:1] != "." or needed[:1] in "./" or not needed.endswith(".js"):
        raise DataError(f"expected a module of the page, found {specifier} in {name}")
    return needed
