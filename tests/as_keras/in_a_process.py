"""Listings run in processes of their own: what they print, what they are told."""

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple


class Ended(NamedTuple):
    """A process that has ended."""

    status: int
    printed: str
    told: str


def run(file: Path, *arguments: str, cwd: Path | None = None) -> Ended:
    """``lenet run FILE ARGUMENTS`` in the folder ``cwd``, by default the file's own."""
    # The command, which has no folder of its own on the path as ``python -m`` has.
    code = "import sys; sys.argv[0] = 'lenet'; from lenet.commands.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "run", str(file), *arguments],
        cwd=cwd or file.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def run_text(folder: Path, text: str, *arguments: str, name: str = "listing.py") -> Ended:
    """The same of a listing that is written here."""
    file = folder / name
    file.write_text(textwrap.dedent(text))
    return run(file, *arguments)
