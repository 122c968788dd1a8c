"""What training asks of a model, and changes."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lenet import _engine
from lenet.callbacks import Trained
from lenet.losses import EngineLoss, Loss
from lenet.models.checkpoint import State
from lenet.models.epoch_figures import EpochFigures


class Trainee(Trained, Protocol):
    """What training asks of a model and changes; ``Model`` is one."""

    seed: int
    stop_evaluating: bool
    stop_predicting: bool

    @property
    def loss(self) -> Loss:
        """The compiled loss."""
        ...

    @property
    def engine_loss(self) -> EngineLoss:
        """The compiled loss as the engine takes it."""
        ...

    def new_figures(self) -> EpochFigures:
        """The figures of an epoch or an evaluation that begins."""
        ...

    @property
    def network(self) -> _engine.Network:
        """The engine's network."""
        ...

    def answers_to(self, x: NDArray[np.float32], threads: int) -> NDArray[np.float32]:
        """The last layer's answers to samples in memory."""
        ...

    def state(self) -> State:
        """A copy of everything that training changes."""
        ...

    def set_state(self, state: State) -> None:
        """Go back to a state."""
        ...
