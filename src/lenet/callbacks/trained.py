"""What a callback may ask of the model in training, and change."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lenet.optimizers import Optimizer


class Trained(Protocol):
    """What a callback may ask of the model in training, and change; ``Model`` is one."""

    stop_training: bool

    @property
    def optimizer(self) -> Optimizer:
        """The compiled optimizer."""
        ...

    def get_weights(self) -> list[NDArray[np.float32]]:
        """Copies of the parameter arrays."""
        ...

    def set_weights(self, weights: Sequence[ArrayLike]) -> None:
        """Take parameter arrays as ``get_weights`` gives them."""
        ...

    def save(self, filepath: str | Path) -> None:
        """Write the model into a folder."""
        ...
