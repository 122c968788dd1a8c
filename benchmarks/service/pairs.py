"""One worker against two, in turn: answers a second of /api/digit and /api/read.

    python -m benchmarks.service.pairs --pairs 5        # needs wrk, Debian's package of that name

With ``--python OTHER`` it is one worker of this lenet against one of the lenet of another Python,
an earlier version say. Writes a table to stdout. wrk runs on the same processors; what it costs of
them is said.
"""

from __future__ import annotations

import argparse
import io
import resource
import statistics
import sys
import tempfile
from pathlib import Path

from PIL import Image

from benchmarks.service.browser import service
from benchmarks.service.throughput import written, wrk

CONNECTIONS = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--python", default="")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pictures = {"/api/digit": written(Path(folder))["28x28 PNG"]}
        if not given.python:
            pictures["/api/read"] = amount(Path(folder) / "amount.png")
        for path, picture in pictures.items():
            compare(path, picture, folder, given)


def compare(path: str, picture: Path, folder: str, given) -> None:
    """One row: both rates, and the ratio of each pair."""
    first: list[float] = []
    second: list[float] = []
    costs = []
    other = ("--workers", "1") if given.python else ("--workers", "2")
    for _ in range(given.pairs):
        with service("--runs", folder, python=given.python or sys.executable) as (address, _):
            first.append(rate(address + path, picture, given.seconds))
        with service("--runs", folder, *other) as (address, _):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            second.append(rate(address + path, picture, given.seconds))
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
            costs.append(used / (given.seconds + 1))
    ratios = [b / a for a, b in zip(first, second, strict=True)]
    print(
        f"| {path} | {statistics.median(first):,.0f}/s | {statistics.median(second):,.0f}/s "
        f"| {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) "
        f"| {statistics.median(costs):.2f} |"
    )


def rate(where: str, picture: Path, seconds: int) -> float:
    """Answers a second, after a second to become warm."""
    wrk(where, picture, 1)
    return wrk(where, picture, seconds)[0]


def amount(path: Path) -> Path:
    """A picture with a drawn amount on white paper."""
    from tests.conftest import draw_text

    ink = draw_text("1250.00", 60)
    file = io.BytesIO()
    Image.fromarray((255 * (1 - ink)).astype("uint8")).save(file, "PNG")
    path.write_bytes(file.getvalue())
    return path


if __name__ == "__main__":
    main()
