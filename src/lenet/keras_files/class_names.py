"""How Keras names things in its files: snake_case, modules, the manners of describing."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from lenet.arguments.keras_object import described_object


class Manner(Enum):
    """How things are described: as Keras 3 does in ``.keras`` and JSON, or as ``.h5`` has it.

    Keras of all versions opens ``.h5`` files, so that these say only what all versions know.
    """

    TODAY = "today"
    LEGACY = "legacy"


def snake_case(name: str) -> str:
    """Conv2D -> conv2d, ReLU -> re_lu, MaxPooling2D -> max_pooling2d (Keras's to_snake_case)."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def camel_case(name: str) -> str:
    """glorot_uniform -> GlorotUniform."""
    return "".join(part.capitalize() for part in name.split("_"))


def described(module: str, kind: str, config: dict[str, Any], manner: Manner) -> dict[str, Any]:
    """An object of Keras: its class, where that stands, and its arguments."""
    if manner is Manner.LEGACY:
        return {"class_name": kind, "config": config}
    return described_object(module, kind, config)
