"""How a layer's parameters begin: Keras's initializers by both of its spellings, and the paper's.

A layer takes a name, a class, an object, or a function of your own ``(shape, dtype) -> array``.

fan               inputs and outputs of a layer's units
initializer       what every initializer can do; seeds
random_values     RandomNormal, TruncatedNormal, RandomUniform
variance_scaling  VarianceScaling; Glorot's, He's and LeCun's
orthogonal        Orthogonal
constant_values   Zeros, Ones, Constant, Identity
of_1998           the paper's: FanInUniform and others
own               a function of a user's own as an initializer
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from lenet.arguments.keras_object import described_object, object_of
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.initializers.constant_values import Constant, Identity, Ones, Zeros
from lenet.initializers.fan import Fan, Shape, fan_of
from lenet.initializers.initializer import Initializer
from lenet.initializers.of_1998 import FanInUniform, InverseSqrtFanIn, SqrtFanInUniform
from lenet.initializers.orthogonal import Orthogonal
from lenet.initializers.own import Own
from lenet.initializers.random_values import RandomNormal, RandomUniform, TruncatedNormal
from lenet.initializers.variance_scaling import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from lenet.keras_names import absent

constant, zeros, ones, identity = Constant, Zeros, Ones, Identity
random_normal, truncated_normal, random_uniform = RandomNormal, TruncatedNormal, RandomUniform
IdentityInitializer, OrthogonalInitializer = Identity, Orthogonal
variance_scaling, orthogonal = VarianceScaling, Orthogonal
glorot_uniform, glorot_normal = GlorotUniform, GlorotNormal
he_uniform, he_normal = HeUniform, HeNormal
lecun_uniform, lecun_normal = LecunUniform, LecunNormal

BY_NAME: dict[str, type[Initializer]] = {
    "glorot_uniform": GlorotUniform, "glorot_normal": GlorotNormal,
    "he_uniform": HeUniform, "he_normal": HeNormal,
    "lecun_uniform": LecunUniform, "lecun_normal": LecunNormal,
    "variance_scaling": VarianceScaling,
    "random_normal": RandomNormal, "truncated_normal": TruncatedNormal,
    "random_uniform": RandomUniform, "orthogonal": Orthogonal,
    "zeros": Zeros, "ones": Ones, "constant": Constant, "identity": Identity,
    "fan_in_uniform": FanInUniform, "sqrt_fan_in_uniform": SqrtFanInUniform,
    "inverse_sqrt_fan_in": InverseSqrtFanIn,
}  # fmt: skip
"""The initializers by their names in small letters."""

INITIALIZERS: dict[str, type[Initializer]] = {
    **BY_NAME,
    **{kind.__name__: kind for kind in BY_NAME.values()},
    "normal": RandomNormal, "uniform": RandomUniform, "zero": Zeros, "one": Ones,
    "IdentityInitializer": Identity, "OrthogonalInitializer": Orthogonal,
}  # fmt: skip
"""The initializers by every name that Keras has for them."""

_OF_1998 = {FanInUniform, SqrtFanInUniform, InverseSqrtFanIn}
_OF_KERAS = {*BY_NAME.values()} - _OF_1998


def get(identifier: object) -> Initializer | None:
    """The initializer: None, by its name, its class, what ``serialize`` made of it, or as it is.

    A function ``(shape, dtype) -> array`` and an array are taken too. ModelError for anything else.
    """
    if identifier is None or isinstance(identifier, Initializer):
        return identifier
    if isinstance(identifier, Mapping):
        return deserialize(identifier)
    if isinstance(identifier, str) and identifier in INITIALIZERS:
        return INITIALIZERS[identifier]()
    if isinstance(identifier, type) and issubclass(identifier, Initializer):
        return identifier()
    if isinstance(identifier, np.ndarray):
        return Constant(identifier)
    if callable(identifier) and not isinstance(identifier, type):
        return Own(identifier)
    raise ModelError(
        f"lenet has the initializers {', '.join(BY_NAME)}; received {shown(identifier)}"
    )


def serialize(initializer: Initializer) -> dict[str, Any]:
    """An initializer as JSON, as Keras writes it; of one of your own, the name alone."""
    kind = type(initializer)
    own = "lenet.initializers" if kind in _OF_1998 else None
    module = "keras.initializers" if kind in _OF_KERAS else own
    name = initializer.name if isinstance(initializer, Own) else kind.__name__
    return described_object(module, name, initializer.get_config())


def deserialize(config: Mapping[str, Any]) -> Initializer:
    """The initializer that ``serialize`` wrote. ModelError for one of a program's own."""
    return object_of("initializer", config, INITIALIZERS)


def described(initializer: Initializer) -> str | dict[str, Any]:
    """An initializer as a layer's description has it: its name if that says all, else as JSON."""
    for name, kind in BY_NAME.items():
        if type(initializer) is kind and kind() == initializer:
            return name
    return serialize(initializer)


__all__ = [
    "BY_NAME", "INITIALIZERS", "Constant", "Fan", "FanInUniform", "GlorotNormal",
    "GlorotUniform", "HeNormal", "HeUniform", "Identity", "IdentityInitializer", "Initializer",
    "InverseSqrtFanIn", "LecunNormal", "LecunUniform", "Ones", "Orthogonal",
    "OrthogonalInitializer", "Own", "RandomNormal", "RandomUniform", "Shape",
    "SqrtFanInUniform", "TruncatedNormal", "VarianceScaling", "Zeros", "constant", "described",
    "deserialize", "fan_of", "get", "glorot_normal", "glorot_uniform", "he_normal",
    "he_uniform", "identity", "lecun_normal", "lecun_uniform", "ones", "orthogonal",
    "random_normal", "random_uniform", "serialize", "truncated_normal", "variance_scaling",
    "zeros",
]  # fmt: skip


if not TYPE_CHECKING:  # a type checker knows the names that are here

    def __getattr__(name: str) -> NoReturn:
        raise absent(__name__, name)
