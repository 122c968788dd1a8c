"""LeNet-5 complete: it trains in seconds on an ordinary CPU.

``lenet`` wears Keras's face for this family of networks: ``lenet.models``, ``lenet.layers``,
``lenet.datasets``, ``lenet.utils``. Every part is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lenet import activations as activations
    from lenet import as_keras as as_keras
    from lenet import callbacks as callbacks
    from lenet import constraints as constraints
    from lenet import datasets as datasets
    from lenet import distort as distort
    from lenet import evaluation as evaluation
    from lenet import figures as figures
    from lenet import image as image
    from lenet import initializers as initializers
    from lenet import layers as layers
    from lenet import losses as losses
    from lenet import metrics as metrics
    from lenet import mlflow as mlflow
    from lenet import models as models
    from lenet import networks as networks
    from lenet import onnx as onnx
    from lenet import optimizers as optimizers
    from lenet import preprocessing as preprocessing
    from lenet import regularizers as regularizers
    from lenet import sklearn as sklearn
    from lenet import sources as sources
    from lenet import torch as torch
    from lenet import utils as utils
    from lenet.layers import Input as Input
    from lenet.layers import Layer as Layer
    from lenet.losses import Loss as Loss
    from lenet.many import read_many as read_many
    from lenet.many import train_many as train_many
    from lenet.models import Model as Model
    from lenet.models import Sequential as Sequential
    from lenet.models import load_model as load
    from lenet.networks import modern as modern
    from lenet.networks import original as original
    from lenet.networks import tutorial as tutorial
    from lenet.optimizers import Optimizer as Optimizer
    from lenet.reading import Reader as Reader
    from lenet.reading import read as read
    from lenet.reading import read_digit as read_digit

_MODULES = (
    "activations", "as_keras", "callbacks", "constraints", "datasets", "distort", "errors",
    "evaluation", "figures", "image", "initializers", "layers", "losses", "metrics", "mlflow",
    "models", "networks", "onnx", "optimizers", "preprocessing", "regularizers", "sklearn",
    "sources", "torch", "utils",
)  # fmt: skip
_NAMES = {
    "Input": ("lenet.layers", "Input"),
    "Layer": ("lenet.layers", "Layer"),
    "Loss": ("lenet.losses", "Loss"),
    "Model": ("lenet.models", "Model"),
    "Optimizer": ("lenet.optimizers", "Optimizer"),
    "Reader": ("lenet.reading", "Reader"),
    "Sequential": ("lenet.models", "Sequential"),
    "load": ("lenet.models", "load_model"),
    "modern": ("lenet.networks", "modern"),
    "original": ("lenet.networks", "original"),
    "read": ("lenet.reading", "read"),
    "read_digit": ("lenet.reading", "read_digit"),
    "read_many": ("lenet.many", "read_many"),
    "train_many": ("lenet.many", "train_many"),
    "tutorial": ("lenet.networks", "tutorial"),
}

__all__ = [
    "Input", "Layer", "Loss", "Model", "Optimizer", "Reader", "Sequential", "load", "modern",
    "original", "read", "read_digit", "read_many", "train_many", "tutorial",
    *_MODULES,
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"lenet.{name}")
    if name in _NAMES:
        module, attribute = _NAMES[name]
        return getattr(import_module(module), attribute)
    if name == "__version__":
        from importlib.metadata import version

        return version("lenet")
    from lenet.keras_names import absent

    raise absent("lenet", name)


def __dir__() -> list[str]:
    return sorted([*_MODULES, *_NAMES, "__version__"])
