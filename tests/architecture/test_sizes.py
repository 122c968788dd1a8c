"""How large a file, a function and the top of the house may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .source import CHECKOUT, PACKAGE, SOURCES

LONGEST_FILE, LONGEST_FUNCTION = 300, 45
MOST_AT_THE_TOP = 45
ENDINGS = {".py", ".cpp", ".h", ".js", ".css", ".html"}


def written_files() -> Iterator[Path]:
    """The code that people write; tests are not counted."""
    yield from (source.path for source in SOURCES)
    for folder in (PACKAGE / "serve/page", *(CHECKOUT / name for name in FOLDERS)):
        yield from (path for path in folder.rglob("*") if path.suffix in ENDINGS)


FOLDERS = ("engine", "benchmarks", "making", "docs/make", "examples")


def test_no_file_is_longer_than_can_be_read_at_once() -> None:
    lines = {str(path): len(path.read_text().splitlines()) for path in set(written_files())}
    assert {path: count for path, count in lines.items() if count > LONGEST_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    lines = {
        f"{source.module}.{node.name}": length(node)
        for source in SOURCES
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: count for name, count in lines.items() if count > LONGEST_FUNCTION} == {}


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement to the last, the docstring left out."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


NO_ROOMS = {"__init__", "__main__", "_engine"}
"""At the top of the package: its face, the door of ``python -m lenet``, the stub of the engine."""


def test_the_top_of_the_house_can_be_taken_in_at_once() -> None:
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix in (".py", ".pyi")} - NO_ROOMS
    rooms |= {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    engine = [path for path in (CHECKOUT / "engine").iterdir() if path.name != "tests"]
    assert len(rooms) + len(engine) <= MOST_AT_THE_TOP
