"""Losses, with Keras's names or the paper's: what each asks of targets and of the last layer.

loss                what every loss can say, and the record that the engine is given
targets             what users give as targets -> labels or values
crossentropy        against labels or rows of probabilities, with label smoothing
mean_squared_error  against rows of values
penalties           the paper's eq. 8 and eq. 9, on the answers of an RBF
ctc                 strings of labels along a strip
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.keras_names import absent
from lenet.losses.crossentropy import (
    CategoricalCrossentropy,
    CrossEntropy,
    SparseCategoricalCrossentropy,
)
from lenet.losses.ctc import CTC
from lenet.losses.loss import EngineLoss, Loss
from lenet.losses.mean_squared_error import MeanSquaredError
from lenet.losses.penalties import MaximumAPosteriori, MaximumLikelihood

__all__ = [
    "CTC", "LOSSES", "CategoricalCrossentropy", "CrossEntropy", "EngineLoss", "Loss",
    "MaximumAPosteriori", "MaximumLikelihood", "MeanSquaredError", "SparseCategoricalCrossentropy",
    "categorical_crossentropy", "ctc", "get", "maximum_a_posteriori", "maximum_likelihood",
    "mean_squared_error", "sparse_categorical_crossentropy",
]  # fmt: skip

sparse_categorical_crossentropy = SparseCategoricalCrossentropy
categorical_crossentropy = CategoricalCrossentropy
mean_squared_error = MeanSquaredError
maximum_likelihood = MaximumLikelihood
maximum_a_posteriori = MaximumAPosteriori
ctc = CTC

LOSSES: dict[str, type[Loss]] = {
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "mse": MeanSquaredError,
    "mean_squared_error": MeanSquaredError,
    "maximum_likelihood": MaximumLikelihood,
    "maximum_a_posteriori": MaximumAPosteriori,
    "ctc": CTC,
}
"""The losses by name."""


def get(loss: str | Loss) -> Loss:
    """The loss, by its name or as it is. ModelError for one the engine does not have."""
    if isinstance(loss, Loss):
        return loss
    if isinstance(loss, str) and loss in LOSSES:
        return LOSSES[loss]()
    names = sorted({known.name for known in LOSSES.values()})
    raise ModelError(f"lenet has the losses {', '.join(names)}; received {shown(loss)}")


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
