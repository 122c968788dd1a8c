"""Pictures centred, scaled and whitened, each by itself or by what was measured on many.

picture  float32 (rows, columns, channels), or the channels first
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.arguments.numbers import FINITE, NOT_NEGATIVE, real, truth
from lenet.arguments.words import shown
from lenet.errors import ModelError

UNMEASURED = (
    "This ImageDataGenerator specifies `{}`, but it hasn't been fit on any training data. Fit it "
    "first by calling `.fit(numpy_data)`."
)
OVERRULED = "This ImageDataGenerator specifies `{}`, which overrides setting of `{}`."


class Standardisation:
    """What ImageDataGenerator does to a picture after it was drawn, in Keras's order."""

    def __init__(
        self,
        *,
        featurewise_center: bool,
        samplewise_center: bool,
        featurewise_std_normalization: bool,
        samplewise_std_normalization: bool,
        zca_whitening: bool,
        zca_epsilon: float,
        rescale: float | None,
        preprocessing_function: Callable[..., Any] | None,
        data_format: str,
    ) -> None:
        self.featurewise_center = truth("featurewise_center", featurewise_center)
        self.samplewise_center = truth("samplewise_center", samplewise_center)
        self.featurewise_std_normalization = truth(
            "featurewise_std_normalization", featurewise_std_normalization
        )
        self.samplewise_std_normalization = truth(
            "samplewise_std_normalization", samplewise_std_normalization
        )
        self.zca_whitening = truth("zca_whitening", zca_whitening)
        self.zca_epsilon = real("zca_epsilon", zca_epsilon, NOT_NEGATIVE)
        self.rescale = None if rescale is None else real("rescale", rescale, FINITE)
        if preprocessing_function is not None and not callable(preprocessing_function):
            raise ModelError(
                f"expected a function of one picture as preprocessing_function, "
                f"received {shown(preprocessing_function)}"
            )
        self.preprocessing_function = preprocessing_function
        self.data_format, self.first = data_format, data_format == "channels_first"
        self.mean: NDArray[Any] | None = None
        self.std: NDArray[Any] | None = None
        self.zca_whitening_matrix: NDArray[Any] | None = None
        self._overrule()

    def _overrule(self) -> None:
        """What one setting needs of another, with Keras's warnings."""
        if self.zca_whitening:
            self._turn("featurewise_center", True, "zca_whitening")
            self._turn("featurewise_std_normalization", False, "zca_whitening")
        if self.featurewise_std_normalization:
            self._turn("featurewise_center", True, "featurewise_std_normalization")
        if self.samplewise_std_normalization:
            self._turn("samplewise_center", True, "samplewise_std_normalization")

    def _turn(self, setting: str, to: bool, by: str) -> None:
        if getattr(self, setting) != to:
            setattr(self, setting, to)
            warnings.warn(OVERRULED.format(by, setting), stacklevel=5)

    def standardize(self, x: Any) -> Any:
        """A picture or pictures, standardised, in place where they are of floats; as Keras's."""
        if self.preprocessing_function is not None:
            x = self.preprocessing_function(x)
        if self.rescale:
            x *= self.rescale
        if self.samplewise_center:
            x -= np.mean(x, keepdims=True)
        if self.samplewise_std_normalization:
            x /= np.std(x, keepdims=True) + 1e-6
        return self._by_features(x)

    def _by_features(self, x: Any) -> Any:
        if self.featurewise_center and _measured(self.mean, "featurewise_center"):
            x -= self.mean
        std = self.std
        if self.featurewise_std_normalization and _measured(std, "featurewise_std_normalization"):
            x /= np.asarray(std) + 1e-6
        if self.zca_whitening and _measured(self.zca_whitening_matrix, "zca_whitening"):
            flat = x.reshape(-1, math.prod(x.shape[-3:]))
            x = np.reshape(flat @ self.zca_whitening_matrix, x.shape)
        return x

    def standardized_batch(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """Pictures (n, ...) in place, each as ``standardize`` does it by itself."""
        if self.samplewise_center or self.preprocessing_function is not None:
            for k, one in enumerate(batch):
                batch[k] = self.standardize(one)
            return batch
        return np.asarray(self.standardize(batch), np.float32)

    def measure(self, pictures: NDArray[np.float32]) -> None:
        """Measure what the settings need on pictures (n, ...), which are changed."""
        axes = (0, 2, 3) if self.first else (0, 1, 2)
        shape = (-1, 1, 1) if self.first else (1, 1, -1)
        if self.featurewise_center:
            self.mean = np.mean(pictures, axis=axes).reshape(shape)
            pictures -= self.mean
        if self.featurewise_std_normalization:
            self.std = np.std(pictures, axis=axes).reshape(shape)
            pictures /= self.std + 1e-6
        if self.zca_whitening:
            flat = pictures.reshape(len(pictures), -1)
            u, s, _ = np.linalg.svd(flat.T, full_matrices=False)
            scale = np.sqrt(len(flat)) / (s + self.zca_epsilon)
            self.zca_whitening_matrix = (u * scale).dot(u.T)


def _measured(figure: NDArray[Any] | None, setting: str) -> Any:
    """Whether it was measured; Keras's warning if not."""
    if figure is None:
        warnings.warn(UNMEASURED.format(setting), stacklevel=4)
    return figure is not None
