"""LeNet-5 of 1998, to the last connection, and its training."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from lenet.layers import RBF, Conv2D, Dense, Flatten, Layer, Subsampling2D
from lenet.models import Sequential
from lenet.networks.recipe import Recipe

INPUT = (32, 32, 1)
START = "lecun_uniform"

TABLE_I = (
    (0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5),
    (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5),
    (0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)  # fmt: skip
"""The S2 maps that each of C3's 16 maps reads (LeCun et al. 1998, Table I)."""


def original_layers() -> list[Layer]:
    """The seven layers of LeNet-5, and the Flatten before F6 (LeCun et al. 1998, II.B)."""
    squash = "scaled_tanh"
    return [
        Conv2D(6, 5, activation=squash, kernel_initializer=START, input_shape=INPUT, name="C1"),
        Subsampling2D(activation=squash, name="S2"),
        Conv2D(16, 5, activation=squash, kernel_initializer=START, connections=TABLE_I, name="C3"),
        Subsampling2D(activation=squash, name="S4"),
        Conv2D(120, 5, activation=squash, kernel_initializer=START, name="C5"),
        Flatten(),
        Dense(84, activation=squash, kernel_initializer=START, name="F6"),
        RBF("digits", name="penalties"),
    ]


def original(seed: int = 0) -> Sequential:
    """LeNet-5 of 1998: 60,000 trainable parameters, 340,908 connections, ten penalties.

    Its input is 32x32, a 28x28 digit framed by 2 pixels of background (normalisation "original").
    """
    return Sequential(original_layers(), "original", seed=seed, normalisation="original")


class Counts(NamedTuple):
    """What a paper says that a layer has."""

    trainable: int
    connections: int


PUBLISHED = {
    "C1": Counts(156, 122_304),
    "S2": Counts(12, 5_880),
    "C3": Counts(1_516, 151_600),
    "S4": Counts(32, 2_000),
    "C5": Counts(48_120, 48_120),
    "F6": Counts(10_164, 10_164),
    "penalties": Counts(0, 840),
}
"""What the paper says that each layer has (LeCun et al. 1998, II.B)."""

PAPER = Recipe(
    epochs=20,
    batch_size=1,
    normalisation="original",
    learning_rate=5e-4,
    schedule="paper",
    loss="maximum_a_posteriori",
    penalty_scale=0.25,
    rubbish_penalty=5.0,
    optimizer="sdlm",
    order="fixed",
    copies=9,
)
"""The training of 1998 (LeCun et al. 1998, III.B and Appendix C)."""

RECIPES = {
    "paper": PAPER,
    "first-order": replace(PAPER, optimizer="sgd", learning_rate=4e-3),
    "mini-batch": replace(
        PAPER,
        batch_size=32,
        optimizer="adam",
        order="fresh",
        copies=0,
        schedule="one-cycle",
        learning_rate=3e-3,
        warmup=0.2,
    ),
}
"""The paper's recipe and two for comparison, by name."""
