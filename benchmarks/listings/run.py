"""Runs each listing of a folder, and writes what became of it: ``runs``, or where it stops.

``python -m benchmarks.listings.run FOLDER [--whole] [--seconds N] [--write TABLE.md]``. FOLDER has
an ``index.tsv``: file, address, year, manner. Each listing runs in a copy of its folder and in a
process of its own; ``--whole`` trains it as it stands.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

CHECKOUT = Path(__file__).parents[2]
BEGIN, END = "<!-- outcomes -->", "<!-- end -->"


class Outcome(NamedTuple):
    """A listing's row in the index, and what became of it."""

    file: str
    address: str
    year: str
    manner: str
    said: str


def outcome(folder: Path, row: list[str], seconds: float, *, whole: bool) -> Outcome:
    """Run a listing, and say what became of it."""
    file = folder / row[0]
    module = "lenet.as_keras" if whole else "benchmarks.listings.small"
    with tempfile.TemporaryDirectory() as place:
        beside = shutil.copytree(file.parent, Path(place) / "listing") if "/" in row[0] else None
        here = beside or Path(place)
        shutil.copy(file, here)
        try:
            done = subprocess.run(
                [sys.executable, "-P", "-m", module, here / file.name],
                cwd=here,
                env=environment(),
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return Outcome(*row, f"not done in {seconds:g} s")
    last = done.stderr.strip().splitlines()[-1:] or ["ended without a word"]
    return Outcome(*row, "runs" if done.returncode == 0 else f"stops: {last[0].strip()}")


def environment() -> dict[str, str]:
    """The environment of a listing's process: the checkout can be imported, nothing is shown."""
    given = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
    paths = [str(CHECKOUT), str(CHECKOUT / "src"), given.get("PYTHONPATH", "")]
    return {**given, "PYTHONPATH": os.pathsep.join(filter(None, paths))}


def table(outcomes: list[Outcome]) -> str:
    """The outcomes as Markdown, with the counts above."""
    counts = Counter("runs" if one.said == "runs" else "stops" for one in outcomes)
    rows = [
        f"{counts['runs']} of {len(outcomes)} run.",
        "",
        "| listing | year | | |",
        "|---|---|---|---|",
    ]
    for one in sorted(outcomes):
        said = one.said.replace("|", "\\|").replace("<", "&lt;")
        rows.append(f"| [{one.file}]({one.address}) | {one.year} | {one.manner} | {said} |")
    return "\n".join(rows)


def main() -> None:
    """Run the listings of the folder that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    with (given.folder / "index.tsv").open(newline="") as file:
        index = [row for row in csv.reader(file, delimiter="\t") if given.only in row[0]]
    outcomes = []
    for row in index:
        outcomes.append(outcome(given.folder, row, given.seconds, whole=given.whole))
        print(f"{row[0]}: {outcomes[-1].said}", flush=True)
    print(Counter(one.said for one in outcomes).most_common())
    if given.write:
        text = given.write.read_text()
        head, tail = text.split(BEGIN)[0], text.split(END)[1]
        given.write.write_text(f"{head}{BEGIN}\n{table(outcomes)}\n{END}{tail}")


if __name__ == "__main__":
    main()
