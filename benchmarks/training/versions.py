"""Two versions of lenet in turn: how long an epoch of the tutorial's network takes each.

python -m benchmarks.training.versions BEFORE AFTER [--rounds N]

BEFORE and AFTER are checkouts whose engine is built into src/lenet. What is printed is the median
of the pairs' ratios, before / after: above 1, AFTER is quicker.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.process import ROOT


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--images", type=int, default=60_000)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--repeat", type=int, default=5, help="epochs measured in each process")
    options = parser.parse_args()
    ratios = []
    for turn in range(options.rounds):
        pair = [options.before, options.after][:: 1 if turn % 2 == 0 else -1]
        seconds = {version: epoch(version, options) for version in pair}
        ratios.append(seconds[options.before] / seconds[options.after])
        said = f"{seconds[options.before]:.3f} s, {seconds[options.after]:.3f} s"
        print(f"round {turn + 1}: {said}, {ratios[-1]:.3f}", flush=True)
    print(
        f"before / after: {statistics.median(ratios):.3f} "
        f"({min(ratios):.3f} to {max(ratios):.3f}), {options.rounds} rounds"
    )


def epoch(version: Path, options: argparse.Namespace) -> float:
    """Seconds of an epoch of a version's, in a process of its own: the least of those measured."""
    asked = {
        "--images": options.images,
        "--batch-size": options.batch_size,
        "--repeat": options.repeat,
    }
    command = [sys.executable, "-m", "benchmarks.peers.lenet_engine", "epoch"]
    command += [str(word) for pair in asked.items() for word in pair]
    paths = os.pathsep.join([str(version.resolve() / "src"), str(ROOT)])
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{version}: {done.stderr[-2000:]}")
    return min(json.loads(done.stdout.splitlines()[-1])["seconds"])


if __name__ == "__main__":
    main()
