"""MNIST's test digits as people bring them: off-centre, tiny, thick, thin, inverted, grey, turned.

    python -m benchmarks.reading.changed_digits mnist.npz FOLDER --count 500

A folder a change, and in each NNNNN-L.png: the digit's place in the test set and its label. The
digits are ``--count`` of the 10,000, evenly spread. ``plain`` is MNIST's own picture of 28x28.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

ENLARGED = 4

Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]
"""From a digit, uint8 [28, 28], 0 paper to 255 ink, to brightness, uint8 [height, width]."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10_000)
    options = parser.parse_args()
    with np.load(options.data) as arrays:
        images, labels = arrays["x_test"], arrays["y_test"]
    for number, (name, change) in enumerate(CHANGES.items()):
        random = np.random.default_rng(number)
        (options.folder / name).mkdir(parents=True, exist_ok=True)
        for place in np.arange(options.count) * len(images) // options.count:
            changed = Image.fromarray(change(images[place], random))
            changed.save(options.folder / name / f"{place:05}-{labels[place]}.png")


def plain(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    del random
    return digit


def inverted(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    del random
    return 255 - digit


def off_centre(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Anywhere on a sheet of three times its side."""
    sheet = np.zeros((84, 84), np.uint8)
    top, left = random.integers(0, 84 - 28 + 1, 2)
    sheet[top : top + 28, left : left + 28] = digit
    return 255 - sheet


def tiny(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Half its size, about ten pixels high, in the middle of 56x56."""
    del random
    small = Image.fromarray(digit).resize((14, 14), Image.Resampling.BOX)
    return 255 - np.pad(np.asarray(small), 21)


def thick(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Enlarged, and its strokes wider by 6 of 112 pixels."""
    from skimage.morphology import dilation, disk

    del random
    return 255 - dilation(enlarged(digit), disk(3))


def thin(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Enlarged, and its strokes 3 of 112 pixels wide, as of a fine pen."""
    from skimage.morphology import dilation, disk, skeletonize

    del random
    line = dilation(skeletonize(enlarged(digit) > 127), disk(1))
    return np.where(line, 0, 255).astype(np.uint8)


def on_grey(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Pencil on grey paper under uneven light, with the noise of a camera."""
    ink = np.pad(enlarged(digit), 28) / 255
    y, x = np.mgrid[: ink.shape[0], : ink.shape[1]] / ink.shape[0]
    paper = 150 + 40 * (random.uniform(-1, 1) * x + random.uniform(-1, 1) * y)
    grey = paper * (1 - 0.6 * ink) + random.normal(0, 4, ink.shape)
    return grey.clip(0, 255).astype(np.uint8)


def turned(digit: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """By 15 degrees, to either side."""
    angle = float(random.choice([-15, 15]))
    large = Image.fromarray(np.pad(enlarged(digit), 14))
    return 255 - np.asarray(large.rotate(angle, Image.Resampling.BICUBIC))


def enlarged(digit: np.ndarray) -> np.ndarray:
    side = ENLARGED * len(digit)
    return np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.BICUBIC))


CHANGES: dict[str, Change] = {
    "plain": plain,
    "inverted": inverted,
    "off-centre": off_centre,
    "tiny": tiny,
    "thick": thick,
    "thin": thin,
    "on grey": on_grey,
    "turned": turned,
}

if __name__ == "__main__":
    main()
