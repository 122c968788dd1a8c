"""Runs a file or a notebook as it stands, with ``keras`` and ``tensorflow`` answered by lenet."""

from __future__ import annotations

import ast
import builtins
import linecache
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from lenet.as_keras.beginning import begin
from lenet.as_keras.old.told import tell
from lenet.as_keras.running.cells import Cell, cells_of
from lenet.as_keras.running.elsewhere import display, get_ipython, provide
from lenet.as_keras.running.magics import passed_over
from lenet.as_keras.running.old_numpy import give_old_names
from lenet.as_keras.running.old_styles import give_old_styles
from lenet.as_keras.running.own_module import give_own, own_place
from lenet.as_keras.running.python2 import OLD_BUILTINS, give_old_clock, python3
from lenet.as_keras.running.tracebacks import told
from lenet.as_keras.running.windows import show_in_files, show_open_figures
from lenet.host.files import read_at_most

MOST_BYTES = 2**24
"""Of a file of Python."""

WRONG = 1


def run(file: str, arguments: Sequence[str]) -> int:
    """Run a listing, and say with which status its process should end.

    0 when it came to its end, 1 when an error ended it, which is printed on stderr with the lines
    of the listing that led to it. SystemExit and KeyboardInterrupt are the listing's own. OSError;
    DataError for a notebook that is none.
    """
    path = Path(file).resolve()
    is_notebook = path.suffix == ".ipynb"
    cells = cells_of(path) if is_notebook else []
    source = b"" if is_notebook else read_at_most(path, MOST_BYTES, pipes=True)
    main = _main(file, path, arguments, is_notebook=is_notebook)
    try:
        if is_notebook:
            _run_cells(path, cells, vars(main))
        else:
            exec(_compiled(source, path), vars(main))  # noqa: S102 - this is what is asked for
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as error:
        sys.stdout.flush()
        print(told(error), end="", file=sys.stderr)
        return WRONG
    return 0


def _main(file: str, path: Path, arguments: Sequence[str], *, is_notebook: bool) -> ModuleType:
    """The module ``__main__`` in which a listing runs, and all that it expects around it."""
    show_in_files(path, always=is_notebook)
    begin()
    provide()
    give_old_names()
    give_old_styles()
    main = ModuleType("__main__")
    main.__file__ = str(path)
    vars(main)["__builtins__"] = builtins
    sys.modules["__main__"] = main
    sys.argv = [file, *arguments]
    if not sys.flags.safe_path:  # the command's own folder
        del sys.path[0]
    sys.path.insert(0, str(path.parent))
    vars(main).update(OLD_BUILTINS)
    give_old_clock()
    vars(main).update(display=display, get_ipython=get_ipython)  # of notebooks made into files too
    own = own_place(path.parent)
    if own is not None and own != path:
        give_own(own, path)
    return main


def _compiled(source: bytes, path: Path) -> Any:
    """The code of a file. SyntaxError."""
    try:
        return compile(source, str(path), "exec")
    except SyntaxError:
        text = source.decode("utf-8", "replace")
        clean = passed_over(text)  # of notebooks made into files
        made = python3(clean.source, path.name)
        if made == text:
            raise
        for line in clean.passed_over:
            tell(f"{path.name}: passed over: {line}")
        _known(str(path), made)
        return compile(made, str(path), "exec")


def _run_cells(path: Path, cells: Sequence[Cell], scope: dict[str, Any]) -> None:
    """Run a notebook's cells one after the other; show what a notebook shows."""
    for cell in cells:
        name = f"{path.name}, cell {cell.number}"
        clean = passed_over(cell.source)
        for line in clean.passed_over:
            tell(f"{name}: passed over: {line}")
        source = python3(clean.source, name)
        _known(name, source)
        tree = ast.parse(source, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), scope)  # noqa: S102 - this is what is asked for
        if isinstance(last, ast.Expr):
            answer = eval(compile(ast.Expression(last.value), name, "eval"), scope)  # noqa: S307
            if answer is not None and not source.rstrip().endswith(";"):
                print(repr(answer))
        show_open_figures()


def _known(name: str, source: str) -> None:
    """Let tracebacks show the lines of a source that is no file."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
