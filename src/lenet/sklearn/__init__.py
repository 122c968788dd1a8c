"""lenet's networks as a classifier of scikit-learn: ``LeNetClassifier``.

scikit-learn is imported when the class is first asked for; ``pip install 'lenet[sklearn]'``.

classifier         ``LeNetClassifier``: fit, partial_fit, predict, predict_proba
pixel_rows         what X may be -> rows of pixels, and the network's input
class_labels       what y may be -> indices of classes
distinct_samples   the weights of samples; equal samples become one
chosen_network     what ``network`` may be -> a model for the data's pictures and classes
distorted_rows     the distortions of rows, made while a network trains
epochs_of_samples  training on samples, as they are or distorted
model_state        a model <-> text and arrays, for pickle and joblib
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lenet.errors import MissingLibraryError

if TYPE_CHECKING:
    from lenet.sklearn.classifier import LeNetClassifier as LeNetClassifier

__all__ = ["LeNetClassifier"]


def __getattr__(name: str) -> Any:
    if name != "LeNetClassifier":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        from lenet.sklearn.classifier import LeNetClassifier
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "sklearn":
            raise
        raise MissingLibraryError(
            "LeNetClassifier needs scikit-learn: pip install 'lenet[sklearn]'"
        ) from error
    return LeNetClassifier


def __dir__() -> list[str]:
    return __all__
