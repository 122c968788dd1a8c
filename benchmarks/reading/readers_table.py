"""The table of readers.py: a row a figure, a column a reader."""

from collections.abc import Callable
from typing import Any

Results = dict[str, dict[str, dict[str, Any]]]

NAMES = {"lenet": "lenet", "rapidocr": "RapidOCR", "tesseract": "Tesseract"}
CHANGES = ("plain", "inverted", "off-centre", "tiny", "thick", "thin", "on grey", "turned")

Cell = Callable[[dict[str, Any]], str]


def table(results: Results) -> str:
    """Write what was measured; a reader or a figure that was not is left out."""
    readers = [name for name in NAMES if any(name in found for found in results.values())]
    rows = [(title, job, cell) for title, job, cell in ROWS if job in results]
    rows += kind_rows(results.get("kinds", {}))
    lines = [
        f"| | {' | '.join(map(NAMES.__getitem__, readers))} |",
        "|---" * (len(readers) + 1) + "|",
    ]
    for title, job, cell in rows:
        cells = [cell(results[job][name]) if name in results[job] else "" for name in readers]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", *notes(results, readers)]) + "\n"


def share(count: int, of: int) -> str:
    return f"{count:,} of {of:,}, {100 * count / of:.1f} %"


def right(found: dict[str, Any]) -> str:
    return share(found["right"], found["strings"])


def accepted(found: dict[str, Any]) -> str:
    """The most in any of a reader's ways."""
    most = max(way["accepted"] for way in found["ways"].values())
    return share(most, found["strings"])


def at_threshold(found: dict[str, Any]) -> str:
    if "accepted" not in found:
        return "it has no threshold"
    return f"{found['accepted']:,}, of them {found['accepted_wrong']:,} wrong"


def rate_on(threads: str) -> Cell:
    def cell(found: dict[str, Any]) -> str:
        at = found.get(f"on_{threads}")
        return "" if at is None else f"{at['strings_a_second']:,.0f}"

    return cell


def errors(kind: str) -> Cell:
    return lambda found: f"{100 * found['errors'][kind] / found['digits']:.2f} %"


ROWS: list[tuple[str, str, Cell]] = [
    ("cheque amounts, right as a whole", "amounts", right),
    ("accepted, the surest first, before 1 % of them are wrong", "amounts", accepted),
    ("accepted as it comes", "amounts", at_threshold),
    ("scanned digits right", "digits", right),
    ("amounts a second on 1 core", "rate", rate_on("1")),
    ("on 2 cores", "rate", rate_on("2")),
    ("pictures without digits: some are read", "no_digits",
     lambda found: share(found["with_digits"], found["pictures"])),
    ("and accepted", "no_digits", lambda found: share(found["accepted"], found["pictures"])),
    ("amounts crossed out: some digits are read", "crossed_out",
     lambda found: share(found["with_digits"], found["pictures"])),
    ("and accepted", "crossed_out", lambda found: share(found["accepted"], found["pictures"])),
    *((f"MNIST's test digits, {kind}: errors", "changed", errors(kind)) for kind in CHANGES),
    ("from the prompt to the first answer", "prompt", lambda found: f"{found['seconds']:.2f} s"),
]  # fmt: skip


def kind_rows(readers: dict[str, Any]) -> list[tuple[str, str, Cell]]:
    """A row for each kind of picture, and one for the wrong answers that are accepted."""
    if not readers:
        return []
    kinds = next(iter(readers.values()))["kinds"]
    rows = [(f"strange paper, {kind}: right", "kinds", right_of(kind)) for kind in kinds]
    return [*rows, ("strange paper: accepted wrongly", "kinds", wrong_of_kinds)]


def right_of(kind: str) -> Cell:
    return lambda found: share(found["kinds"][kind]["right"], found["kinds"][kind]["pictures"])


def wrong_of_kinds(found: dict[str, Any]) -> str:
    kinds = found["kinds"].values()
    return share(*(sum(one[key] for one in kinds) for key in ("accepted_wrong", "pictures")))


def notes(results: Results, readers: list[str]) -> list[str]:
    """Say whose the figures are: versions, ways of reading, how many digits, which machine."""
    said = []
    if "amounts" in results:
        versions = [
            f"{NAMES[name]} {results['amounts'][name]['variant']}: "
            + ", ".join(f"{k} {v}" for k, v in results["amounts"][name]["versions"].items())
            for name in readers
            if name in results["amounts"] and name != "lenet"
        ]
        said.append(f"{'; '.join(versions)}.")
    if "changed" in results:
        counts = [
            f"{NAMES[name]} {found['digits']:,}" for name, found in results["changed"].items()
        ]
        said.append(f"Of MNIST's test digits, evenly spread: {', '.join(counts)}.")
    if "rate" in results:
        (one, *_) = results["rate"].values()
        said.append(f"Rates: {one['machine']['processor']}, the best of {one['rounds']} rounds.")
    return said
