"""How well and how quickly strings are read: lenet, RapidOCR and Tesseract on the same pictures.

    python -m venv ocr && ocr/bin/pip install -r benchmarks/reading/requirements.txt
    python -m benchmarks.reading.readers --handwriting FOLDER --peers-python ocr/bin/python

FOLDER holds cheque-amounts/labels.csv (file, amount) and scanned-digits/digits.zip (pictures in
folders called by their digit). ``--kinds`` names folders of other pictures, each with a labels.csv
(file, text; no text: nothing is written there) and pictures called ``KIND-NUMBER.png``. ``--only``
and ``--contenders`` measure a part; what was measured before is kept in readers.json. It ends with
the table, readers.md. Rates are the best of ``--rounds``: leave the machine alone meanwhile.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import machine
from benchmarks.process import run_process
from benchmarks.reading import readers_table
from benchmarks.reading.pictures import (
    Picture,
    amounts,
    by_kind,
    changed,
    crossed_out,
    digits,
    without_digits,
)
from lenet.scoring.score import Outcome, StringScore, score_strings

RESULTS, TABLE = (Path(__file__).with_suffix(suffix) for suffix in (".json", ".md"))
MOST_WRONG = 0.01

Record = dict[str, Any]


class Contender(NamedTuple):
    """A script in peers/: its ways of reading, and those that only differ in how quick they are."""

    script: str
    variants: tuple[str, ...]
    quicker: tuple[str, ...] = ()
    of_peers: bool = True


CONTENDERS = {
    "lenet": Contender("lenet_reader", ("default",), of_peers=False),
    "rapidocr": Contender("rapid_ocr", ("recogniser", "bordered"), ("wide",)),
    "tesseract": Contender("tesseract", ("fitted", "as_is")),
}


def main() -> None:
    options = parsed()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as made:
        for job in options.only:
            for name in options.contenders:
                found = JOBS[job](options, name, Path(made))
                if found is not None:
                    found |= {"machine": machine.describe()}
                    results.setdefault(job, {})[name] = found
                    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
                    print(f"{job}, {name}: {json.dumps(found)}", flush=True)
    TABLE.write_text(readers_table.table(results))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--handwriting", type=Path, required=True)
    parser.add_argument("--peers-python", default=sys.executable)
    parser.add_argument("--only", nargs="+", choices=JOBS, default=list(JOBS))
    parser.add_argument("--contenders", nargs="+", choices=CONTENDERS, default=list(CONTENDERS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--changed", type=int, default=10_000, help="digits that are changed")
    parser.add_argument("--kinds", type=Path, nargs="+", default=[], metavar="FOLDER")
    parser.add_argument("--fashion", type=Path, help="a folder with Fashion-MNIST's test images")
    return parser.parse_args()


def read(
    options: argparse.Namespace,
    name: str,
    pictures: Sequence[Picture],
    *,
    kind: str = "amount",
    variant: str,
    threads: int | None = None,
) -> Record:
    """Let a contender read pictures in a process of its own."""
    contender = CONTENDERS[name]
    python = options.peers_python if contender.of_peers else sys.executable
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as listed:
        listed.writelines(f"{picture.path.resolve()}\n" for picture in pictures)
        listed.flush()
        command = [python, "-m", f"benchmarks.peers.{contender.script}", listed.name]
        command += ["--kind", kind, "--variant", variant]
        command += ["--threads", str(threads or machine.cores())]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    record: Record = json.loads(done.stdout)
    return record


def scored(pictures: Sequence[Picture], record: Record) -> StringScore:
    return score_strings(
        Outcome(str(picture.path), picture.truth, text, text == picture.truth, sure, bool(accepted))
        for picture, (text, sure, accepted) in zip(pictures, record["answers"], strict=True)
    )


def readings(
    options: argparse.Namespace, name: str, pictures: Sequence[Picture], kind: str
) -> list[tuple[StringScore, Record]]:
    """Read in each of a contender's ways, and give them from the one that reads most right on."""
    ways = [
        read(options, name, pictures, kind=kind, variant=variant)
        for variant in CONTENDERS[name].variants
    ]
    pairs = [(scored(pictures, one), one) for one in ways]
    return sorted(pairs, key=lambda pair: -pair[0].right)


def accuracy(pictures_of: Callable[..., list[Picture]], kind: str) -> Callable[..., Record]:
    def measure(options: argparse.Namespace, name: str, made: Path) -> Record:
        pictures = pictures_of(options, made)
        ways = readings(options, name, pictures, kind)
        score, record = ways[0]
        counts = score.as_dict()
        kept = ("strings", "right", "right_rate", "digits", "accepted_at_error")
        accepted = {} if record["answers"][0][2] is None else at_own_threshold(counts)
        return {
            "variant": record["variant"],
            **{key: counts[key] for key in kept},
            **accepted,
            "ways": {
                one["variant"]: {"right": way.right, "accepted": way.accepted_at(MOST_WRONG)}
                for way, one in ways
            },
            "least_sure_at_1_percent": least_sure(score),
            "versions": record["versions"],
        }

    return measure


def at_own_threshold(counts: Record) -> Record:
    return {key: counts[key] for key in ("accepted", "accepted_wrong", "calibration_error")}


def least_sure(score: StringScore) -> float | None:
    """Give the confidence from which on 1 % of the accepted are wrong at most."""
    count = score.accepted_at(MOST_WRONG)
    ranked = sorted((one.confidence for one in score.outcomes), reverse=True)
    return ranked[count - 1] if count else None


def rate(options: argparse.Namespace, name: str, made: Path) -> Record:
    """Strings a second on every core and on one, in the quickest way that reads no worse."""
    pictures, contender = amounts(options, made), CONTENDERS[name]
    found: Record = {}
    for threads in sorted({1, machine.cores()}):
        rounds = [
            read(options, name, pictures, variant=variant, threads=threads)
            for variant in (contender.variants[0], *contender.quicker)
            for _ in range(options.rounds)
        ]
        best = min(rounds, key=lambda record: record["seconds"])
        found[f"on_{threads}"] = {
            "variant": best["variant"],
            "strings_a_second": len(pictures) / best["seconds"],
        }
    return {**found, "strings": len(pictures), "rounds": options.rounds}


def kind_of(picture: Picture) -> str:
    return picture.path.name.rpartition("-")[0]


def accepts(known: Record, sure: float, own: bool | None) -> bool:
    """Whether a contender accepts a reading.

    One without a threshold of its own gets the one at which 1 % of its amounts are wrong.
    """
    least = known["least_sure_at_1_percent"]
    return own if own is not None else least is not None and sure >= least


def nothing(pictures_of: Callable[..., list[Picture]]) -> Callable[..., Record]:
    """How many pictures with nothing to read give digits, and how many of those are accepted."""

    def measure(options: argparse.Namespace, name: str, made: Path) -> Record:
        pictures = pictures_of(options, made)
        known = json.loads(RESULTS.read_text())["amounts"][name]
        record = read(options, name, pictures, variant=known["variant"])
        kinds: dict[str, Record] = {}
        for picture, (text, sure, own) in zip(pictures, record["answers"], strict=True):
            counts = kinds.setdefault(kind_of(picture), dict.fromkeys(COUNTED, 0))
            counts["pictures"] += 1
            counts["with_digits"] += bool(text)
            counts["accepted"] += bool(text) and accepts(known, sure, own)
        total = {key: sum(counts[key] for counts in kinds.values()) for key in COUNTED}
        return {"variant": record["variant"], **total, "kinds": kinds}

    return measure


def kinds(options: argparse.Namespace, name: str, _: Path) -> Record | None:
    """How many of each kind of ``--kinds`` are read right, and how many wrong ones are accepted.

    A contender's way is the one in which it reads most of all of them right.
    """
    if not options.kinds:
        return None
    pictures, known = by_kind(options), json.loads(RESULTS.read_text())["amounts"][name]
    ways = [
        counts_by_kind(pictures, read(options, name, pictures, kind="text", variant=variant), known)
        for variant in CONTENDERS[name].variants
    ]
    return max(ways, key=lambda way: sum(counts["right"] for counts in way["kinds"].values()))


def counts_by_kind(pictures: Sequence[Picture], record: Record, known: Record) -> Record:
    found: dict[str, Record] = {}
    for picture, (text, sure, own) in zip(pictures, record["answers"], strict=True):
        nothing_yet = {"pictures": 0, "right": 0, "accepted_wrong": 0}
        counts, right = found.setdefault(kind_of(picture), nothing_yet), text == picture.truth
        counts["pictures"] += 1
        counts["right"] += right
        counts["accepted_wrong"] += bool(text) and not right and accepts(known, sure, own)
    return {"variant": record["variant"], "kinds": found}


COUNTED = ("pictures", "with_digits", "accepted")


def changes(options: argparse.Namespace, name: str, made: Path) -> Record:
    """Errors on MNIST's test digits, plain and changed, in the way that reads plain ones best."""
    every = changed(options, made)
    plain, record = readings(options, name, every.pop("plain"), "digit")[0]
    found: Record = {"variant": record["variant"], "digits": plain.strings}
    found["errors"] = {"plain": plain.strings - plain.right}
    for kind, pictures in every.items():
        record = read(options, name, pictures, kind="digit", variant=found["variant"])
        found["errors"][kind] = len(pictures) - scored(pictures, record).right
    return found


def prompt(options: argparse.Namespace, name: str, made: Path) -> Record | None:
    """Seconds from the prompt to the first answer of ``lenet read``; the median of the rounds."""
    if name != "lenet":
        return None
    picture = amounts(options, made)[0].path
    command = [str(Path(sys.executable).parent / "lenet"), "read", os.fspath(picture)]
    records = [run_process(command) for _ in range(2 * options.rounds + 1)]
    seconds = [record["wall_seconds"] for record in records[1:]]
    return {"seconds": float(np.median(seconds)), "least": min(seconds), "most": max(seconds)}


JOBS: dict[str, Callable[..., Record | None]] = {
    "amounts": accuracy(amounts, "amount"),
    "digits": accuracy(digits, "digit"),
    "rate": rate,
    "no_digits": nothing(without_digits),
    "crossed_out": nothing(crossed_out),
    "kinds": kinds,
    "changed": changes,
    "prompt": prompt,
}

if __name__ == "__main__":
    main()
