"""Copy the measured tables into README.md and the pages of docs; --check says if they differ."""

import argparse
import json
import re
import sys
from pathlib import Path

import report

HERE = Path(__file__).parent
ROOT = HERE.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    stale = [path for path, text in pages().items() if path.read_text() != text]
    if options.check and stale:
        sys.exit(f"not as measured: {', '.join(map(str, stale))}; run benchmarks/publish.py")
    for path in stale:
        path.write_text(pages()[path])


def pages() -> dict[Path, str]:
    """Return the pages as they should be."""
    results = json.loads((HERE / "results.json").read_text())
    ideas, distortions, read = (
        (HERE / name).read_text() for name in ("ideas.md", "distortions.md", "reading.md")
    )
    readme, engine, reading = (
        ROOT / name for name in ("README.md", "docs/engine.md", "docs/reading.md")
    )
    return {
        readme: with_block(readme.read_text(), "benchmarks", report.matrix(results)),
        engine: with_block(
            with_block(engine.read_text(), "ideas", ideas), "distortions", distortions
        ),
        reading: with_block(
            with_block(reading.read_text(), "reading", read), "reading ideas", reading_ideas()
        ),
    }


def reading_ideas() -> str:
    """Return what each idea of reading brings, as a table."""
    found = json.loads((HERE / "reading_ideas.json").read_text())
    rows = [f"| {one['idea']} | {one['right']} of {one['strings']} |" for one in found]
    return "\n".join(["| | right as a whole |", "|---|---|", *rows, ""])


def with_block(page: str, name: str, text: str) -> str:
    """Return the page with what stands between its markers replaced."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    changed, count = pattern.subn(lambda found: found[1] + text + found[2], page)
    if count != 1:
        sys.exit(f"expected one block {name!r} in a page, found {count}")
    return changed


if __name__ == "__main__":
    main()
