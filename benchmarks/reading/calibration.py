"""How near fitted calibrations come to the truth, and whether their thresholds keep their promise.

On drawn readings, where the probability of being right is known. It writes calibration.md:

    python -m benchmarks.reading.calibration --rounds 100

``as it is`` leaves raw alone; ``Platt`` scales its log-odds, with the same prior; ``isotonic``
joins neighbours until the shares that are right rise; ``beta`` is what lenet fits. What is told of
each map is how far its log-loss is above the truth's, in thousandths.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from lenet.reading import Calibration, fit

COUNTS = (20, 100, 500, 2_000)
OTHERS = 20_000
MAX_ERROR = 0.01

Floats = np.ndarray
Map = Callable[[Floats], Floats]


class Kind(NamedTuple):
    """Readings: the log-odds of raw from those of being right, and the share that always fails."""

    raw: Callable[[Floats], Floats]
    lapses: float = 0.0


KINDS = {
    "honest": Kind(lambda z: z),
    "too sure": Kind(lambda z: 1.6 * z + 0.8),
    "too sure at the top alone": Kind(lambda z: np.where(z > 2, 3 * z - 4, z)),
    "too modest at the top alone": Kind(lambda z: np.where(z > 2, 0.4 * z + 1.2, z)),
    "too sure, 0.5 % fail however sure": Kind(lambda z: 1.6 * z + 0.8, 0.005),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    lines = [
        "| readings | of them | as it is | Platt | isotonic | beta | "
        "accepted at 1 % | at best | over 1 % | over 1.5 % |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for name, kind in KINDS.items():
        for count in COUNTS:
            lines.append(f"| {name} | {count:,} | {' | '.join(row(kind, count, rounds))} |")
            print(lines[-1], flush=True)
    Path(__file__).with_name("calibration.md").write_text("\n".join(lines) + "\n")


def row(kind: Kind, count: int, rounds: int) -> list[str]:
    random = np.random.default_rng(count)
    others, truth = drawn(kind, OTHERS, random)
    above, accepted = [], []
    for _ in range(rounds):
        raw, chance = drawn(kind, count, random)
        right = random.random(count) < chance
        fitted = fit(raw, right)
        maps = [lambda sure: sure, platt(raw, right), isotonic(raw, right), fitted.probabilities]
        above.append([loss(truth, one(others)) - loss(truth, truth) for one in maps])
        taken = fitted.probabilities(others) >= fitted.threshold(MAX_ERROR)
        accepted.append((taken.mean(), (1 - truth[taken]).mean() if taken.any() else 0.0))
    share, error = np.transpose(accepted)
    wrong = np.cumsum(np.sort(1 - truth)) / np.arange(1, OTHERS + 1)
    best = np.flatnonzero(wrong <= MAX_ERROR).max(initial=-1) + 1
    return [
        *(f"{1000 * value:.1f}" for value in np.mean(above, 0)),
        f"{100 * share.mean():.0f} %",
        f"{100 * best / OTHERS:.0f} %",
        *(f"{100 * (error > times * MAX_ERROR).mean():.0f} %" for times in (1, 1.5)),
    ]


def drawn(kind: Kind, count: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Give the raw confidences of readings, and how probably each is right."""
    logits = random.normal(3, 3, count)
    raw, chance = (1 / (1 + np.exp(-one)) for one in (kind.raw(logits), logits))
    return raw, chance * (1 - kind.lapses)


def loss(truth: Floats, chance: Floats) -> float:
    sure = chance.clip(1e-4, 1 - 1e-4)
    return float(-np.mean(truth * np.log(sure) + (1 - truth) * np.log(1 - sure)))


def platt(raw: Floats, right: Floats) -> Map:
    """Climb to the most probable slope and offset by Newton's steps, halved if they overshoot."""
    logits = log_odds(raw)
    known, start = np.stack([logits, np.ones_like(logits)], 1), np.array([1.0, 0.0])
    prior = np.diag([0.5**-2, 1.0])

    def height(found: Floats) -> float:
        z, away = known @ found, found - start
        return float(np.sum(right * z - np.logaddexp(0, z)) - away @ prior @ away / 2)

    found = start
    for _ in range(50):
        chance = 1 / (1 + np.exp(-known @ found))
        slope = known.T @ (right - chance) - prior @ (found - start)
        step = np.linalg.solve((known.T * (chance * (1 - chance))) @ known + prior, slope)
        while height(found + step) < height(found) and np.abs(step).max() > 1e-9:
            step = step / 2
        found = found + step
    return Calibration(max(found[0], 0.01), max(found[0], 0.01), found[1]).probabilities


def log_odds(raw: Floats) -> Floats:
    sure = raw.clip(1e-6, 1 - 1e-6)
    return np.log(sure) - np.log1p(-sure)


def isotonic(raw: Floats, right: Floats) -> Map:
    """Join neighbours whose shares fall; in between it is drawn straight, the ends are smoothed."""
    order = np.argsort(raw)
    sums: list[float] = []
    sizes: list[int] = []
    for one in right[order]:
        sums.append(float(one))
        sizes.append(1)
        while len(sums) > 1 and sums[-2] * sizes[-1] >= sums[-1] * sizes[-2]:
            last, size = sums.pop(), sizes.pop()
            sums[-1] += last
            sizes[-1] += size
    shares = np.repeat([a / b for a, b in zip(sums, sizes, strict=True)], sizes)
    smooth = (shares * len(raw) + 0.5) / (len(raw) + 1)
    places = log_odds(raw[order])
    return lambda sure: np.interp(log_odds(sure), places, smooth)


if __name__ == "__main__":
    main()
