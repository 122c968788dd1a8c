"""How many digit images a second are distorted, by kind, instruction set and threads.

The best of several rounds, on random images of 28x28. It writes distortions.md:

    python -m benchmarks.training.distortions --rounds 7
"""

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from lenet import _engine
from lenet.distort import AFFINE, Distortion

IMAGES, COUNT = 2_000, 20_000
ELASTIC = replace(AFFINE, elastic=1.0)
KINDS = {
    "affine": AFFINE,
    "affine and elastic": ELASTIC,
    "affine, elastic and noise": replace(ELASTIC, noise=0.1),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    sets = _engine.instruction_sets()
    columns = [(sets[0], 1), (sets[0], 2), *((name, 1) for name in sets[1:])]
    heads = [f"{name}, {threads} thread{'s'[: threads - 1]}" for name, threads in columns]
    lines = [f"| images a second | {' | '.join(heads)} |", "|---|" + "---|" * len(columns)]
    for kind, distortion in KINDS.items():
        cells = [f"{COUNT / seconds(distortion, *one, rounds):,.0f}" for one in columns]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    Path(__file__).with_name("distortions.md").write_text("\n".join(lines) + "\n")


def seconds(distortion: Distortion, instructions: str, threads: int, rounds: int) -> float:
    """Return the least time for COUNT images."""
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (IMAGES, 28, 28), dtype=np.uint8)
    which, variants = generator.integers(0, IMAGES, COUNT), np.arange(COUNT)
    ranges, taken = distortion.engine_ranges(), []
    for _ in range(rounds):
        begin = time.perf_counter()
        _engine.distort(images, which, variants, 0, ranges, threads, instructions)
        taken.append(time.perf_counter() - begin)
    return min(taken)


if __name__ == "__main__":
    main()
