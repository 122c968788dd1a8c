"""``tf.nn``'s cross-entropies: a loss a sample, of logits."""

from __future__ import annotations

from typing import Any

from lenet.losses import categorical_crossentropy, sparse_categorical_crossentropy


def softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, axis: int = -1, name: str | None = None
) -> Any:
    """Against rows of probabilities."""
    del name
    return categorical_crossentropy(labels, logits, from_logits=True, axis=axis)


def sparse_softmax_cross_entropy_with_logits(
    labels: Any, logits: Any, name: str | None = None
) -> Any:
    """Against the classes' numbers."""
    del name
    return sparse_categorical_crossentropy(labels, logits, from_logits=True)


softmax_cross_entropy_with_logits_v2 = softmax_cross_entropy_with_logits
