"""What listings ask of ``keras.utils`` beside lenet's own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from lenet import datasets
from lenet.as_keras.old.told import tell, tell_old
from lenet.errors import DataError, ModelError


def disable_interactive_logging() -> None:
    """Told: ``verbose`` says what is shown."""
    tell("disable_interactive_logging changes nothing here: fit(verbose=0) shows nothing")


def enable_interactive_logging() -> None:
    """Nothing to do: ``fit`` shows its bar unless told."""


def clear_session() -> None:
    """Nothing to do: a model that nobody holds is gone."""


def print_summary(model: Any, *given: Any, **named: Any) -> None:
    """As ``model.summary()``."""
    del given, named
    tell_old("print_summary(model)", "model.summary()")
    model.summary()


def multi_gpu_model(model: Any, gpus: Any = None, *given: Any, **named: Any) -> Any:
    """The model itself, and told: the engine runs on the processor."""
    del gpus, given, named
    tell("multi_gpu_model(model) is the model itself here: the engine runs on the processor")
    return model


def get_file(fname: Any = None, origin: str = "", *given: Any, **named: Any) -> str:
    """The path of ``mnist.npz``, as Keras keeps MNIST. DataError for any other file."""
    del given, named
    if Path(str(fname or origin)).name != "mnist.npz":
        raise DataError(f"lenet fetches no files but data sets: fetch {origin} and give its path")
    found = datasets.load("mnist")
    path = Path(tempfile.mkdtemp(prefix="lenet-")) / "mnist.npz"
    (x_train, y_train), (x_test, y_test) = found.train, found.test
    np.savez(path, x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)
    return str(path)


def model_to_dot(*given: Any, **named: Any) -> Any:
    """Refused: it gives a graph of pydot's."""
    del given, named
    raise ModelError("lenet draws no graphs of pydot's: model.summary() shows the layers")
