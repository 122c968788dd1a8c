"""What every peer that reads strings shares: the list of pictures, the clock, the one JSON line.

    python -m benchmarks.peers.rapid_ocr pictures.txt --kind amount --threads 1

``pictures.txt`` has a path a line. A peer's script hands ``main`` one function and knows nothing
else of the benchmark:

    reader(options) -> read     read(paths) -> (text, confidence, accepted) a path, in their order;
                                whatever the text is, its digits count. A higher confidence is
                                surer; accepted is None for a package that leaves that to its user.

``options.kind`` is what is in each picture: an amount, any digits (text), or one digit. The package
is imported inside that function, after ``main`` has set the number of threads. The first pictures
are read once before the clock starts.
"""

import argparse
import json
import platform
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.peers import job

KINDS = ("amount", "text", "digit")
WARM_UP = 3

Answer = tuple[str, float, bool | None]
Reader = Callable[[Sequence[str]], list[Answer]]


def main(
    reader: Callable[[argparse.Namespace], Reader],
    versions: Callable[[], dict[str, str]],
    variants: Sequence[str] = ("default",),
) -> None:
    """Read the pictures the command line names and print the answers as one JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--kind", choices=KINDS, default=KINDS[0])
    parser.add_argument("--variant", choices=variants, default=variants[0])
    parser.add_argument("--threads", type=int, default=len(job.allowed_cores()))
    options = parser.parse_args()
    job.limit_threads(options.threads)
    paths = options.pictures.read_text().splitlines()
    read = reader(options)
    read(paths[:WARM_UP])
    started = time.perf_counter()
    answers = read(paths)
    seconds = time.perf_counter() - started
    assert len(answers) == len(paths)
    record = {
        "peer": Path(sys.argv[0]).stem,
        "variant": options.variant,
        "kind": options.kind,
        "threads": options.threads,
        "pictures": len(paths),
        "seconds": seconds,
        "answers": [
            [digits(text), round(float(sure), 6), accepted] for text, sure, accepted in answers
        ],
        "versions": versions() | {"python": platform.python_version()},
    }
    print(json.dumps(record))


def digits(text: str) -> str:
    return "".join(one for one in text if one in "0123456789")
