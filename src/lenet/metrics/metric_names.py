"""Every name that a metric has: a string, a function, a class, itself -> the metric."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lenet import losses
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.metrics.accuracies import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
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
from lenet.metrics.mean_losses import (
    BinaryCrossentropyMetric,
    CategoricalCrossentropyMetric,
    CategoricalHingeMetric,
    CosineSimilarityMetric,
    HingeMetric,
    KLDivergenceMetric,
    LogCoshError,
    MeanAbsoluteErrorMetric,
    MeanAbsolutePercentageErrorMetric,
    MeanSquaredErrorMetric,
    MeanSquaredLogarithmicErrorMetric,
    PoissonMetric,
    RootMeanSquaredError,
    SparseCategoricalCrossentropyMetric,
    SquaredHingeMetric,
)
from lenet.metrics.means import Mean, MeanMetricWrapper, SampleMean, Sum
from lenet.metrics.metric import Metric

METRICS: dict[str, type[Metric]] = {
    kind.__name__.removesuffix("Metric"): kind
    for kind in (
        Accuracy, AUC, BinaryAccuracy, BinaryCrossentropyMetric, CategoricalAccuracy,
        CategoricalCrossentropyMetric, CategoricalHingeMetric, CosineSimilarityMetric, F1Score,
        FBetaScore, FalseNegatives, FalsePositives, HingeMetric, KLDivergenceMetric, LogCoshError,
        Mean, MeanAbsoluteErrorMetric, MeanAbsolutePercentageErrorMetric, MeanSquaredErrorMetric,
        MeanSquaredLogarithmicErrorMetric, PoissonMetric, Precision, Recall, RootMeanSquaredError,
        SparseCategoricalAccuracy, SparseCategoricalCrossentropyMetric,
        SparseTopKCategoricalAccuracy, SquaredHingeMetric, Sum, TopKCategoricalAccuracy,
        TrueNegatives, TruePositives,
    )
}  # fmt: skip
"""The metrics by Keras's name of their class."""

SHORT_NAMES = {
    "bce": "BinaryCrossentropy",
    "mse": "MeanSquaredError",
    "mae": "MeanAbsoluteError",
    "mape": "MeanAbsolutePercentageError",
    "msle": "MeanSquaredLogarithmicError",
    "kld": "KLDivergence",
    "kullback_leibler_divergence": "KLDivergence",
    "kl_divergence": "KLDivergence",
    "cosine_proximity": "CosineSimilarity",
    "log_cosh": "LogCoshError",
    "logcosh": "LogCoshError",
    "f1_score": "F1Score",
    "fbeta_score": "FBetaScore",
    "rmse": "RootMeanSquaredError",
}

FUNCTIONS = {
    function.__name__: function
    for function in (
        binary_accuracy, categorical_accuracy, sparse_categorical_accuracy,
        top_k_categorical_accuracy, sparse_top_k_categorical_accuracy,
        losses.binary_crossentropy, losses.binary_focal_crossentropy,
        losses.categorical_crossentropy, losses.categorical_focal_crossentropy,
        losses.sparse_categorical_crossentropy, losses.mean_squared_error,
        losses.mean_absolute_error, losses.mean_absolute_percentage_error,
        losses.mean_squared_logarithmic_error, losses.huber, losses.log_cosh, losses.hinge,
        losses.squared_hinge, losses.categorical_hinge, losses.kl_divergence, losses.poisson,
        losses.cosine_similarity,
    )
}  # fmt: skip
"""Keras's functions of targets and answers, which may be given as metrics."""


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()


BY_SNAKE = {_snake(name): name for name in METRICS}


def get(metric: object) -> Metric:
    """The metric: by a name of Keras's, by its class, by a function, or as it is.

    A function is given ``(y_true, y_pred)`` and answers with a number a sample or one a batch; a
    loss's object counts as its function. The metric's name is the string, or the function's name.
    ModelError for a name that is not here.
    """
    if isinstance(metric, Metric):
        return metric
    if isinstance(metric, type) and issubclass(metric, Metric):
        return metric()
    if isinstance(metric, str):
        return _named(metric)
    if isinstance(metric, Mapping) and "class_name" in metric:
        return deserialize(metric)
    if isinstance(metric, losses.Loss):
        return MeanMetricWrapper(metric, metric.name)
    if callable(metric) and not isinstance(metric, type):
        known: Any = any(metric is function for function in FUNCTIONS.values())
        return (SampleMean if known else MeanMetricWrapper)(metric)
    raise ModelError(f"lenet has the metrics {_names()}; received {shown(metric)}")


def serialize(metric: Metric) -> dict[str, Any]:
    """Keras's description of a metric, for JSON. ModelError for one of a user's own."""
    for name, kind in METRICS.items():
        if type(metric) is kind:
            return {"class_name": name, "config": metric.get_config()}
    raise ModelError(f"expected a metric of lenet's, which JSON can describe; received {metric!r}")


def deserialize(config: Mapping[str, Any]) -> Metric:
    """The metric that ``serialize``, or Keras, described. ModelError for others."""
    kind, given = METRICS.get(str(config["class_name"])), config.get("config", {})
    if kind is None or not isinstance(given, Mapping):
        raise ModelError(f"lenet has the metrics {_names()}; received {shown(config)}")
    arguments = {**given, "dtype": None} if "dtype" in given else dict(given)
    unknown = [name for name in arguments if name not in {*kind.arguments, "name", "dtype"}]
    if unknown:
        raise ModelError(f"{config['class_name']} has no arguments {shown(unknown)}")
    return kind.from_config(arguments)


def _named(name: str) -> Metric:
    short = SHORT_NAMES.get(name.lower(), name)
    kind = METRICS.get(BY_SNAKE.get(short, short))
    if kind is None and name in FUNCTIONS:
        return SampleMean(FUNCTIONS[name])
    if kind is None:
        raise ModelError(f"lenet has the metrics {_names()}; received {shown(name)}")
    metric = kind()
    metric.name = name
    return metric


def _names() -> str:
    return ", ".join(sorted({*BY_SNAKE, "accuracy"}))
