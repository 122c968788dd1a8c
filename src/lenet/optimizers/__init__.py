"""Optimizers with Keras's names, arguments and defaults, and the paper's own."""

from lenet.optimizers.optimizer import (
    OPTIMIZERS,
    SCHEDULES,
    SGD,
    Adam,
    AdamW,
    CosineDecay,
    Optimizer,
    PiecewiseConstantDecay,
    Schedule,
    StochasticDiagonalLM,
    get,
)

__all__ = [
    "OPTIMIZERS",
    "SCHEDULES",
    "SGD",
    "Adam",
    "AdamW",
    "CosineDecay",
    "Optimizer",
    "PiecewiseConstantDecay",
    "Schedule",
    "StochasticDiagonalLM",
    "get",
]
