"""Fit the confidence in single digits to drawn pictures, and write it beside a network's weights.

    python -m making.digit_calibration modern original tutorial

The pictures: MNIST's test digits of even number, which no network was trained on, distorted and
written on paper of any size, light and colour; strings of them; letters, words, scribbles, crosses,
dashes and empty paper. Those of odd number, drawn alike, say how good the fit is. It is fitted anew
whenever the network, the shipped reader or the cleaning has changed.
"""

import argparse
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path

import numpy as np
from benchmarks.reading import no_digits
from PIL import Image, ImageDraw

from lenet.datasets import load
from lenet.distort import Distortion, distorted
from lenet.reading import DigitReader, Known, fit_digits

SHIPPED = Path(__file__).parent.parent / "src" / "lenet" / "weights"
HANDS = Distortion(scale=0.1, rotation=8, squeeze=0.1, shear=0.15, elastic=0.6)
OTHERS = "letter", "word", "scribble", "texture", "paper"
COUNT = 2400
"""Pictures of digits that are drawn of each half; half as many are of something else."""

BINS = 0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 1.01


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("networks", nargs="+")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    images, labels = load("mnist").test
    for name in options.networks:
        reader = DigitReader.load(SHIPPED / name)
        fitted, judged = (
            known(reader, images[half::2], labels[half::2], options.seed + half) for half in (0, 1)
        )
        words = f"{len(fitted[0])} drawn pictures, {len(fitted[1])} of MNIST's test images"
        calibration = fit_digits(*fitted, words)
        calibration.save(SHIPPED / name)
        print(name, calibration)
        told = DigitReader(reader.model, reader.classes, reader.centred, calibration)
        for said, half in zip(("drawn", "as they stand"), judged, strict=True):
            print(" ", said, of_confidence(told, half))


def known(
    reader: DigitReader, images: np.ndarray, labels: np.ndarray, seed: int
) -> tuple[list[Known], list[Known]]:
    """What is read of drawn pictures, and of digit images as they stand."""
    drawn = [
        Known(reader.read(picture), truth) for picture, truth in pictures(images, labels, seed)
    ]
    pairs = zip(images, labels, strict=True)
    standing = [Known(reader.read(image), str(label)) for image, label in pairs]
    return drawn, standing


def pictures(images: np.ndarray, labels: np.ndarray, seed: int) -> Iterator[tuple[np.ndarray, str]]:
    """Pictures uint8 [H, W] and what they show: a digit, or "" for anything else."""
    random = np.random.default_rng([seed, 16])
    which = random.permutation(len(images))[:COUNT]
    digits = distorted(np.pad(images, ((0, 0), (4, 4), (4, 4))), HANDS, which=which, seed=seed)
    for digit, place in zip(digits, which, strict=True):
        yield written(random, digit), str(labels[place])
    for number in range(COUNT // 4):
        row = np.hstack(list(digits[random.integers(0, len(digits), random.integers(2, 6))]))
        yield written(random, row if number % 5 else marks(random)), ""
    apart = argparse.Namespace(seed=seed, fashion=None)
    for kind in OTHERS:
        for picture in islice(no_digits.drawn(kind, apart), COUNT // 4 // len(OTHERS)):
            yield np.asarray(picture), ""


def marks(random: np.random.Generator) -> np.ndarray:
    """A cross, a line that lies, or a row of dashes: ink uint8 [40, W]."""
    picture = Image.new("L", (40, 40))
    pen, width = ImageDraw.Draw(picture), int(random.integers(2, 5))
    near, far = (random.integers(3, 12, 4).tolist(), random.integers(28, 37, 4).tolist())
    kind = random.integers(3)
    if kind == 0:
        pen.line([near[0], near[1], far[0], far[1]], 255, width)
        pen.line([far[2], near[2], near[3], far[3]], 255, width)
    elif kind == 1:
        pen.line([near[0], 20, far[0], 20 + int(random.integers(-4, 5))], 255, width)
    else:
        for row in range(2, 38, int(random.integers(7, 12))):
            pen.line([20, row, 20, row + 4], 255, width)
    return np.asarray(picture)


def written(random: np.random.Generator, ink: np.ndarray) -> np.ndarray:
    """Ink uint8 [H, W] written on paper: of any size, grey, shaded, noisy, light on dark too."""
    times = float(np.exp(random.uniform(np.log(0.75), np.log(6))))
    size = [max(1, round(times * side)) for side in ink.shape[::-1]]
    larger = np.asarray(Image.fromarray(ink).resize(size, Image.Resampling.BICUBIC)) / 255
    around = random.integers(0, 1 + round(12 * times), 4)
    larger = np.pad(larger, (around[:2], around[2:]))
    paper = random.uniform(150, 255)
    depth = paper * random.uniform(0.25, 1)
    page = (paper - depth * larger) * np.linspace(1, random.uniform(0.6, 1), larger.shape[1])
    page += random.normal(0, random.uniform(0, 5), page.shape)
    page = page if random.random() < 0.85 else 255 - page
    return page.clip(0, 255).astype(np.uint8)


def of_confidence(reader: DigitReader, known: list[Known]) -> str:
    """How often answers of some confidence are right, and what was not said to be one digit."""
    again = [(reader.decided(one.reading), one.truth) for one in known]
    refused = [truth for reading, truth in again if reading.answer is None]
    other = sum(not truth for _, truth in again)
    words = [
        f"{sum(not truth for truth in refused)} of {other} others are not one digit, "
        f"nor {sum(bool(truth) for truth in refused)} of {len(again) - other} digits"
    ]
    answers = [
        (one.confidence, one.answer == truth) for one, truth in again if one.answer and truth
    ]
    for low, high in pairwise(BINS):
        within = [right for sure, right in answers if low <= sure < high]
        if within:
            sure = np.mean([sure for sure, _ in answers if low <= sure < high])
            words.append(f"    {100 * sure:.1f} % sure: {sum(within)} right of {len(within)}")
    return "\n".join(words)


if __name__ == "__main__":
    main()
