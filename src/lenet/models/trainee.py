"""What training asks of a model, and changes."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lenet import _engine
from lenet.callbacks import Trained
from lenet.losses import Loss
from lenet.models.checkpoint import State


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
    def compiled_metrics(self) -> tuple[str, ...]:
        """The names of the compiled metrics."""
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
