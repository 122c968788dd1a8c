"""What is known of the running training, and how often that has changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class TrainingProgress:
    """How far a training is. A field is replaced as a whole, so any thread may read it.

    Attributes
    ----------
    epoch, epochs : int
        The running epoch, from 1, and the last.
    images, of : int
        Images of the epoch that are done, and all of it.
    speed : float
        Images a second.
    figures : mapping
        Loss and metrics until now, by their names.
    kernels : list
        The first layer's, [filter][channel][row][column].
    errors, misread : int, list
        Misread test images after the last epoch: their number, and the surest of them.
    result : dict, optional
        Of the test at the end.
    """

    epoch: int = 0
    epochs: int = 0
    images: int = 0
    of: int = 0
    speed: float = 0.0
    figures: Mapping[str, float] = field(default_factory=dict)
    kernels: list[Any] = field(default_factory=list)
    errors: int | None = None
    misread: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """How far the running epoch is, and the kernels of the first layer now."""
        return {
            "epoch": self.epoch,
            "epochs": self.epochs,
            "images": self.images,
            "of": self.of,
            "images_per_second": round(self.speed, 1),
            "figures": dict(self.figures),
            "kernels": self.kernels,
        }


@dataclass
class UpdateCounts:
    """Counts that grow, by which a stream of events finds out what is new.

    ``states`` grows when the state changes, ``epochs`` after each epoch, ``all`` at every update.
    """

    states: int = 0
    epochs: int = 0
    all: int = 0

    def now(self) -> tuple[int, int, int]:
        """The counts: states, epochs, all."""
        return self.states, self.epochs, self.all

    def add(self, *, state: bool = False, epoch: bool = False) -> None:
        """Count an update."""
        self.states += state
        self.epochs += epoch
        self.all += 1
