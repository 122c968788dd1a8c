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
    blocks = {
        readme: {"benchmarks": report.matrix(results)},
        engine: {"ideas": ideas, "distortions": distortions},
        reading: {
            "reading": read,
            "reading ideas": reading_ideas(),
            "whole chain": whole_chain(),
        },
    }
    return {page: with_blocks(page, texts) for page, texts in blocks.items()}


def reading_ideas() -> str:
    """Return what each idea of reading brings, as a table."""
    found = json.loads((HERE / "reading_ideas.json").read_text())
    rows = [f"| {one['idea']} | {one['right']} | {one['accepted']} |" for one in found]
    head = (
        f"| of {found[0]['strings']} amounts | right as a whole | accepted before 5 % are wrong |"
    )
    return "\n".join([head, "|---|---|---|", *rows, ""])


WAYS = {
    "windows": "windows, each with its class",
    "strips": "whole strips",
    "both": "windows, in the last third whole strips",
}


def whole_chain() -> str:
    """Return what each way of training the swept network reads, a figure a seed, as a table."""
    record = json.loads((HERE / "whole_chain.json").read_text())
    head = "drawn strips right", "cheque amounts right", "accepted before 1 % of them are wrong"
    rows = [f"| trained on | {' | '.join(head)} |", "|---|---|---|---|"]
    for way, words in WAYS.items():
        found = [one for one in record["found"] if one["way"] == way]
        right, read, accepted = (
            ", ".join(str(one[name]) for one in found)
            for name in ("drawn_right", "amounts_right", "amounts_accepted")
        )
        drawn, amounts = (f"{found[0][name]:,}" for name in ("drawn", "amounts"))
        counts = f"{right} of {drawn} | {read} of {amounts} | {accepted} of {amounts}"
        rows.append(f"| {words} | {counts} |")
    return "\n".join([*rows, ""])


def with_blocks(path: Path, texts: dict[str, str]) -> str:
    """Return the page with each block of these names replaced."""
    page = path.read_text()
    for name, text in texts.items():
        page = with_block(page, name, text)
    return page


def with_block(page: str, name: str, text: str) -> str:
    """Return the page with what stands between its markers replaced."""
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    changed, count = pattern.subn(lambda found: found[1] + text + found[2], page)
    if count != 1:
        sys.exit(f"expected one block {name!r} in a page, found {count}")
    return changed


if __name__ == "__main__":
    main()
