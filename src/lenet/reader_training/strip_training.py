"""Training the reader's networks by CTC: on drawn strips or pieces, and on a user's own strings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.callbacks import Callback
from lenet.datasets import mnist
from lenet.models import Sequential
from lenet.models.samples import Source
from lenet.optimizers import AdamW, CosineDecay
from lenet.reader_training.drawn import DrawnStrings
from lenet.reader_training.drawn.pen_hands import PenHands
from lenet.reader_training.drawn.pieces import DrawnPieces
from lenet.reader_training.drawn.writing import COLUMNS
from lenet.reader_training.own.cutting import own_strings
from lenet.reader_training.own.splicing import COLUMNS as OWN_COLUMNS
from lenet.reader_training.own.splicing import OwnStrips
from lenet.reader_training.strip_network import of_columns, strip_reader
from lenet.reading import ARC_SIDE, ROWS, Reader
from lenet.scoring.labels import Labelled


@dataclass(frozen=True)
class StripRecipe:
    """How a network that is swept over strips is trained.

    Every epoch has ``strips`` newly drawn strips. The learning rate climbs to ``learning_rate``
    over a share ``warmup`` of the steps, then falls to 0 along half a cosine. ``weight_decay`` is
    AdamW's.
    """

    epochs: int = 12
    strips: int = 100_000
    batch_size: int = 32
    learning_rate: float = 6e-3
    weight_decay: float = 0.02
    warmup: float = 0.1

    def optimizer(self, samples: int) -> AdamW:
        """The optimizer for epochs of so many samples."""
        steps = self.epochs * -(-samples // self.batch_size)
        climb = round(self.warmup * steps)
        rate = CosineDecay(
            0.0, max(1, steps - climb), warmup_target=self.learning_rate, warmup_steps=climb
        )
        return AdamW(rate, weight_decay=self.weight_decay)

    def source(self, drawn: DrawnStrings) -> tuple[Source, int]:
        """The training samples from drawn strips, and how many columns each has."""
        return drawn, COLUMNS

    def as_dict(self) -> dict[str, Any]:
        """The recipe's fields, as JSON takes them."""
        return asdict(self)


@dataclass(frozen=True)
class PieceRecipe(StripRecipe):
    """How a network that judges pieces is trained: on ``pieces.EACH`` pieces of every strip.

    ``batch_size`` counts pieces. The loss is CTC too: at one position it is softmax cross-entropy.
    """

    strips: int = 50_000
    batch_size: int = 128
    learning_rate: float = 4e-3

    def source(self, drawn: DrawnStrings) -> tuple[Source, int]:
        """Pieces of the strips, and how many columns each has."""
        return DrawnPieces(drawn), ARC_SIDE


def train_strip_reader(
    recipe: StripRecipe,
    images: NDArray[np.uint8],
    digits: NDArray[np.uint8],
    pens: PenHands,
    *,
    seed: int = 0,
    start: Sequential | None = None,
    threads: int | None = None,
    callbacks: Sequence[Callback] = (),
) -> Sequential:
    """Train a strip reader on strips drawn from pens and digit images.

    The images are uint8 (n, 28, 28), with labels (n,).

    A ``PieceRecipe`` trains it on their pieces. ``start`` is a trained network to go on from; give
    another seed then, so that other strips are drawn.
    """
    source, columns = recipe.source(DrawnStrings(images, digits, pens, recipe.strips, seed))
    wide = strip_reader(seed, columns) if start is None else of_columns(start, columns, seed)
    fit(wide, source, recipe, threads=threads, callbacks=callbacks)
    return narrow(wide)


OWN = StripRecipe(epochs=14, batch_size=32, learning_rate=2e-3, warmup=0.1)
"""How a trained reader goes on training on a user's own strings; its ``strips`` is not used."""

OWN_AN_EPOCH = 5_000
"""Strips of own strings in an epoch; there are as many drawn ones."""


def train(
    reader: Reader,
    labelled: Labelled,
    *,
    pens: PenHands | None,
    seed: int = 0,
    threads: int | None = None,
) -> Reader:
    """Go on training a reader on labelled pictures, with drawn strips among them.

    Each network is trained on different strips, so that they make different mistakes. The
    calibration is not changed: fit it anew afterwards. DataError when no picture can be trained
    on, or MNIST cannot be found.
    """
    own = own_strings(labelled, reader.networks)
    (images, digits), _ = mnist.load_data()
    networks = []
    for number, network in enumerate(reader.networks):
        drawn = DrawnStrings(images, digits, pens, OWN_AN_EPOCH, seed + number)
        source = OwnStrips(own, drawn, OWN_AN_EPOCH, seed + number)
        wide = of_columns(network, OWN_COLUMNS, seed)
        fit(wide, source, OWN, threads=threads)
        networks.append(narrow(wide))
    return replace(reader, networks=tuple(networks))


def fit(
    wide: Sequential,
    source: Source,
    recipe: StripRecipe,
    *,
    threads: int | None = None,
    callbacks: Sequence[Callback] = (),
) -> None:
    """Train a network, built for the width of the source's strips, on that source."""
    wide.compile(optimizer=recipe.optimizer(len(source)), loss="ctc")
    wide.fit(
        source,
        batch_size=recipe.batch_size,
        epochs=recipe.epochs,
        threads=threads,
        callbacks=callbacks,
        verbose=0,
    )


def narrow(wide: Sequential) -> Sequential:
    """The same parameters in a network of 32 columns, which can be swept over any strip."""
    return of_columns(wide, ROWS, wide.seed)
