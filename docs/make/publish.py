"""Write the measured tables into README.md and the pages of docs; --check says if they differ.

python -m docs.make.publish [--check] [--paper RESULTS]

A table stands in one page, between ``<!-- its name -->`` and ``<!-- end -->``; pages may be renamed
and moved. RESULTS is the results.json of ``lenet paper`` [default: those that were kept].
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.process import ROOT
from benchmarks.side_by_side import report
from benchmarks.training import choices, modern
from docs.make import keras_counts, paper_tables, reading_tables

BENCHMARKS = ROOT / "benchmarks"
END = "<!-- end -->"
PAPER = BENCHMARKS / "training/paper.json"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    parser.add_argument("--paper", type=Path, default=PAPER, metavar="RESULTS")
    parser.add_argument("--root", type=Path, default=ROOT, help="the folder of README.md and docs")
    options = parser.parse_args()
    before = {page: page.read_text() for page in pages(options.root)}
    after = filled(before, tables(options.paper))
    stale = [page for page, text in before.items() if after[page] != text]
    if options.check and stale:
        names = ", ".join(str(page.relative_to(options.root)) for page in stale)
        sys.exit(f"not as measured: {names}; run python -m docs.make.publish")
    for page in stale:
        page.write_text(after[page])


def pages(root: Path) -> list[Path]:
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def tables(paper: Path) -> dict[str, str]:
    """Return each table's Markdown by its name."""
    reproduced = json.loads(paper.read_text())
    side_by_side = json.loads((BENCHMARKS / "side_by_side/results.json").read_text())
    wider = BENCHMARKS / "side_by_side/wider/results.json"
    measured = {"wider": report.matrix(json.loads(wider.read_text()))} if wider.exists() else {}
    return measured | {
        "benchmarks": report.matrix(side_by_side),
        "names of Keras": keras_counts.table(),
        "paper": paper_tables.short(reproduced),
        "results": paper_tables.whole(reproduced),
        "choices": choices.TRIALS.table("ablate", choices.PARTS),
        "ablation": modern.TRIALS.table("ablate", modern.PARTS),
        "modern test": modern.TRIALS.table("test", modern.PARTS),
        "ideas": (BENCHMARKS / "training/engine_ablation.md").read_text(),
        "distortions": (BENCHMARKS / "training/distortions.md").read_text(),
        "reading": (BENCHMARKS / "reading/readers.md").read_text(),
        "reading ideas": reading_tables.ideas(BENCHMARKS / "reading/ablation.json"),
        "whole chain": reading_tables.whole_chain(BENCHMARKS / "reading/whole_chain.json"),
    }


def filled(before: dict[Path, str], texts: dict[str, str]) -> dict[Path, str]:
    """Return the pages with what stands between each table's markers replaced."""
    after = dict(before)
    for name, text in texts.items():
        marker = f"<!-- {name} -->\n"
        places = [page for page in before for _ in range(before[page].count(marker))]
        if len(places) != 1:
            sys.exit(f"expected one place for the table {name!r} in all pages, found {len(places)}")
        begin, _, rest = after[places[0]].partition(marker)
        after[places[0]] = begin + marker + text + rest[rest.index(END) :]
    return after


if __name__ == "__main__":
    main()
