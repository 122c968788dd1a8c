"""``KerasClassifier``: a function that makes a model, as scikit-learn takes estimators."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from lenet.errors import ModelError


class KerasClassifier:
    """An estimator whose ``fit`` makes a model and trains it.

    ``build_fn`` (or ``model``, its later name) takes no positional arguments and gives a compiled
    model. Other settings go to it, to ``fit`` or to ``predict``, by their names.
    """

    def __init__(self, build_fn: Callable[..., Any] | None = None, **settings: Any) -> None:
        self.build_fn = build_fn or settings.pop("model", None)
        if not callable(self.build_fn):
            raise ModelError("expected a function that makes a model as build_fn")
        self.settings = settings

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The settings, for scikit-learn."""
        del deep
        return {"build_fn": self.build_fn, **self.settings}

    def set_params(self, **settings: Any) -> KerasClassifier:
        """Change settings, for scikit-learn."""
        self.build_fn = settings.pop("build_fn", self.build_fn)
        self.settings.update(settings)
        return self

    def _of(self, function: Callable[..., Any], names: tuple[str, ...] = ()) -> dict[str, Any]:
        """The settings that a function takes."""
        taken = {*inspect.signature(function).parameters, *names}
        return {name: value for name, value in self.settings.items() if name in taken}

    def fit(self, x: Any, y: Any, **named: Any) -> Any:
        """Make the model, and train it on labels (n,) or on one-hot rows."""
        assert self.build_fn is not None
        self.model = self.build_fn(**self._of(self.build_fn))
        self.classes_ = np.unique(y) if np.ndim(y) == 1 else np.arange(np.shape(y)[1])
        how = self._of(type(self.model).fit, ("nb_epoch",))
        targets = self._targets(y)
        self.history = self.model.fit(x, targets, **{**how, **named})
        return self.history

    def _targets(self, y: Any) -> Any:
        """Targets as the loss takes them: labels as one-hot rows for categorical_crossentropy."""
        name = str(getattr(self.model.loss, "name", self.model.loss))
        if np.ndim(y) == 1 and name == "categorical_crossentropy":
            return np.eye(len(self.classes_), dtype=np.float32)[np.searchsorted(self.classes_, y)]
        return y

    def predict_proba(self, x: Any) -> Any:
        """The answers of the model."""
        return self.model.predict(x, **self._of(type(self.model).predict))

    def predict(self, x: Any) -> Any:
        """The class of each sample."""
        return self.classes_[self.predict_proba(x).argmax(axis=-1)]

    def score(self, x: Any, y: Any) -> float:
        """The share of samples that are answered rightly."""
        labels = np.argmax(y, axis=-1) if np.ndim(y) > 1 else np.asarray(y)
        return float(np.mean(self.predict(x) == labels))

    def __sklearn_tags__(self) -> Any:
        """What scikit-learn asks since 1.6: this is a classifier."""
        base: Any = importlib.import_module("sklearn.base")
        both = type("Both", (base.ClassifierMixin, base.BaseEstimator), {})
        return both().__sklearn_tags__()

    _estimator_type = "classifier"
