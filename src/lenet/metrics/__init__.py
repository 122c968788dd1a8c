"""Metrics, with Keras's names: figures of answers that are measured while a network is trained.

A name, a function or an object of these goes into ``compile(metrics=...)``; functions and objects
take arrays too. A metric of one's own is a function ``(y_true, y_pred)`` or a class of ``Metric``.

metric            what every metric is
means             Sum, Mean, and the mean of a function
accuracies        accuracy of every kind, and among the k likeliest
mean_losses       losses as metrics
decisions         above a threshold or not: precision, recall, the four counts
area_under_curve  AUC
f_scores          F1Score, FBetaScore
metric_names      every name that a metric has
"""

from typing import TYPE_CHECKING, NoReturn

from lenet.keras_names import absent
from lenet.losses import (
    binary_crossentropy,
    binary_focal_crossentropy,
    categorical_crossentropy,
    categorical_focal_crossentropy,
    categorical_hinge,
    cosine_similarity,
    hinge,
    huber,
    kl_divergence,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
    sparse_categorical_crossentropy,
    squared_hinge,
)
from lenet.metrics.accuracies import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from lenet.metrics.area_under_curve import AUC
from lenet.metrics.decisions import (
    FalseNegatives,
    FalsePositives,
    Precision,
    Recall,
    TrueNegatives,
    TruePositives,
)
from lenet.metrics.f_scores import F1Score, FBetaScore
from lenet.metrics.mean_losses import BinaryCrossentropyMetric as BinaryCrossentropy
from lenet.metrics.mean_losses import CategoricalCrossentropyMetric as CategoricalCrossentropy
from lenet.metrics.mean_losses import CategoricalHingeMetric as CategoricalHinge
from lenet.metrics.mean_losses import CosineSimilarityMetric as CosineSimilarity
from lenet.metrics.mean_losses import HingeMetric as Hinge
from lenet.metrics.mean_losses import KLDivergenceMetric as KLDivergence
from lenet.metrics.mean_losses import LogCoshError, RootMeanSquaredError
from lenet.metrics.mean_losses import MeanAbsoluteErrorMetric as MeanAbsoluteError
from lenet.metrics.mean_losses import (
    MeanAbsolutePercentageErrorMetric as MeanAbsolutePercentageError,
)
from lenet.metrics.mean_losses import MeanSquaredErrorMetric as MeanSquaredError
from lenet.metrics.mean_losses import (
    MeanSquaredLogarithmicErrorMetric as MeanSquaredLogarithmicError,
)
from lenet.metrics.mean_losses import PoissonMetric as Poisson
from lenet.metrics.mean_losses import (
    SparseCategoricalCrossentropyMetric as SparseCategoricalCrossentropy,
)
from lenet.metrics.mean_losses import SquaredHingeMetric as SquaredHinge
from lenet.metrics.means import Mean, MeanMetricWrapper, Sum
from lenet.metrics.metric import Metric, MetricVariable
from lenet.metrics.metric_names import FUNCTIONS, METRICS, deserialize, get, serialize

__all__ = [
    "AUC", "FUNCTIONS", "METRICS", "Accuracy", "BinaryAccuracy", "BinaryCrossentropy",
    "CategoricalAccuracy", "CategoricalCrossentropy", "CategoricalHinge", "CosineSimilarity",
    "F1Score", "FBetaScore", "FalseNegatives", "FalsePositives", "Hinge", "KLDivergence",
    "LogCoshError", "Mean", "MeanAbsoluteError", "MeanAbsolutePercentageError",
    "MeanMetricWrapper", "MeanSquaredError", "MeanSquaredLogarithmicError", "Metric",
    "MetricVariable", "Poisson", "Precision", "Recall", "RootMeanSquaredError",
    "SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy",
    "SquaredHinge", "Sum", "TopKCategoricalAccuracy", "TrueNegatives", "TruePositives", "accuracy",
    "binary_accuracy", "binary_crossentropy", "binary_focal_crossentropy", "categorical_accuracy",
    "categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge",
    "cosine_similarity", "deserialize", "get", "hinge", "huber", "kl_divergence", "log_cosh",
    "mean_absolute_error", "mean_absolute_percentage_error", "mean_squared_error",
    "mean_squared_logarithmic_error", "poisson", "serialize", "sparse_categorical_accuracy",
    "sparse_categorical_crossentropy", "sparse_top_k_categorical_accuracy", "squared_hinge",
    "top_k_categorical_accuracy",
]  # fmt: skip

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
