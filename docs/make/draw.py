"""Make the pictures of README and the docs again.

python -m docs.make.draw [mistakes] [amount]

mistakes  train the tutorial's network, copy what it drew of what it misread
amount    an amount drawn from MNIST's digits, and every step from it to its reading
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

import lenet
from lenet.reader_training.drawn.exemplars import Exemplars
from lenet.reader_training.drawn.labelled_digits import LabelledDigits
from lenet.reader_training.drawn.pen_hands import train_pens
from lenet.reader_training.drawn.writing import as_picture, drawn
from lenet.reading import SHEET

DOCS = Path(__file__).parent.parent
WRITTEN = (2, 0, "point", 2, 4, 4, "point", "dash")
SEED = 48


def mistakes() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        subprocess.run(["lenet", "train", "tutorial", "--quiet", "--out", str(run)], check=True)
        shutil.copy(run / "mistakes.png", DOCS / "mistakes.png")


def amount() -> None:
    images, labels = lenet.datasets.load("mnist").train
    digits = Exemplars(LabelledDigits.of(images, labels), train_pens())
    made = drawn(digits, np.random.default_rng(SEED), WRITTEN)
    Image.fromarray(as_picture(made)).save(DOCS / "amount.png")
    with tempfile.TemporaryDirectory() as folder:
        command = ["lenet", "read", str(DOCS / "amount.png"), "--by", "both", "--explain", folder]
        subprocess.run(command, check=True)
        (sheet,) = Path(folder).glob(f"*/{SHEET}")
        shutil.copy(sheet, DOCS / "steps.png")


if __name__ == "__main__":
    for name in sys.argv[1:] or ["mistakes", "amount"]:
        {"mistakes": mistakes, "amount": amount}[name]()
