"""The mean squared error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from numpy.typing import ArrayLike

from lenet.layers import Layer, Shape
from lenet.losses.loss import Loss, Targets, check_no_penalties, check_vector
from lenet.losses.targets import one_target_a_sample, rows_of_values


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """The mean over the units of (y - target)^2, targets (n, units)."""

    name: ClassVar[str] = "mse"

    def check_output(self, last: Layer, made: Shape | None = None) -> None:
        check_no_penalties(self.name, last)
        check_vector(self.name, last, made)

    def targets(self, y: ArrayLike, samples: int, made: Shape) -> Targets:
        return None, rows_of_values(one_target_a_sample(y, samples), math.prod(made), self.name)
