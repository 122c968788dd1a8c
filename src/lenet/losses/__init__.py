"""Losses, with Keras's names or the paper's: what each asks of targets and of the last layer.

A name, a function or an object of these says what a network is trained for. Functions and objects
take arrays too: a function gives a loss a sample, an object their mean.

reduction            a loss a sample -> one number
stand_ins            which loss of lenet's a function of a user's own calls
loss                 what every loss can say, and the record that the engine is given
targets              what users give as targets -> labels or values
row_loss             losses against a row of values a sample
crossentropy         against labels or rows of probabilities, with label smoothing
binary_crossentropy  each unit by itself
focal                cross-entropies in which what is known counts little
errors_of_values     squares, absolute values, percentages, logarithms, huber, log_cosh
hinges               hinge, squared_hinge, categorical_hinge
likeness             kl_divergence, poisson, cosine_similarity
penalties            the paper's eq. 8 and eq. 9, on the answers of an RBF
ctc                  strings of labels along a strip
by_name              every name that a loss has
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.arguments.eager_array import EagerArray
from lenet.keras_names import absent
from lenet.losses.binary_crossentropy import BinaryCrossentropy, binary_crossentropy
from lenet.losses.by_name import LOSSES, deserialize, get, serialize
from lenet.losses.crossentropy import (
    CategoricalCrossentropy,
    CrossEntropy,
    SparseCategoricalCrossentropy,
    categorical_crossentropy,
    sparse_categorical_crossentropy,
)
from lenet.losses.ctc import CTC
from lenet.losses.errors_of_values import (
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
)
from lenet.losses.focal import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
)
from lenet.losses.hinges import (
    CategoricalHinge,
    Hinge,
    SquaredHinge,
    categorical_hinge,
    hinge,
    squared_hinge,
)
from lenet.losses.likeness import (
    CosineSimilarity,
    KLDivergence,
    Poisson,
    cosine_similarity,
    kl_divergence,
    poisson,
)
from lenet.losses.loss import EngineLoss, Loss
from lenet.losses.penalties import MaximumAPosteriori, MaximumLikelihood
from lenet.losses.reduction import same_rank

__all__ = [
    "CTC", "LOSSES", "BinaryCrossentropy", "BinaryFocalCrossentropy", "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy", "CategoricalHinge", "CosineSimilarity", "CrossEntropy",
    "EagerArray", "EngineLoss", "Hinge", "Huber", "KLDivergence", "LogCosh", "Loss",
    "MaximumAPosteriori", "MaximumLikelihood", "MeanAbsoluteError", "MeanAbsolutePercentageError",
    "MeanSquaredError", "MeanSquaredLogarithmicError", "Poisson", "SparseCategoricalCrossentropy",
    "SquaredHinge", "binary_crossentropy", "binary_focal_crossentropy", "categorical_crossentropy",
    "categorical_focal_crossentropy", "categorical_hinge", "cosine_similarity", "ctc",
    "deserialize", "get", "hinge", "huber", "kl_divergence", "log_cosh", "maximum_a_posteriori",
    "maximum_likelihood", "mean_absolute_error", "mean_absolute_percentage_error",
    "mean_squared_error", "mean_squared_logarithmic_error", "poisson", "same_rank", "serialize",
    "sparse_categorical_crossentropy", "squared_hinge",
]  # fmt: skip

# Those that the engine alone computes have no function: their names make the loss.
maximum_likelihood = MaximumLikelihood
maximum_a_posteriori = MaximumAPosteriori
ctc = CTC

# Keras's short names.
mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
kld = KLD = kullback_leibler_divergence = kl_divergence
bce = BCE = binary_crossentropy
logcosh = log_cosh


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
