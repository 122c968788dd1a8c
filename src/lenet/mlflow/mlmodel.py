"""The file MLmodel: YAML that tells MLflow what the folder is.

Written without a YAML library: keys are plain words, values JSON, which YAML takes as it is.
"""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from lenet.onnx import TensorType

MLMODEL = "MLmodel"
NETWORK = "network"
"""The name of the folder with the network."""

WITH_PREPARATION = "with_preparation"

LOADER = "lenet.mlflow.pyfunc"

_NOT_IN_YAML = re.compile("[\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that stand in JSON as they are, and in YAML only escaped."""


def mlmodel(
    name: str,
    given: TensorType,
    scores: TensorType,
    classes: Sequence[str],
    *,
    with_preparation: bool,
) -> str:
    """The text of the file; the same model gives the same text, without a time or an identifier."""
    described = {
        "flavors": {
            "python_function": {
                "loader_module": LOADER,
                "data": NETWORK,
                "config": {WITH_PREPARATION: with_preparation},
                "python_version": platform.python_version(),
            },
            "lenet": {"data": NETWORK, "lenet_version": version("lenet")},
        },
        "metadata": {"network": name, "classes": list(classes)},
        "signature": {"inputs": _schema(given), "outputs": _schema(scores), "params": None},
    }
    return "\n".join(_lines(described, "")) + "\n"


def _schema(tensor: TensorType) -> str:
    """A schema of one unnamed tensor: JSON as text, as MLflow has it."""
    spec = {"dtype": tensor.dtype, "shape": [-1, *tensor.shape]}
    return json.dumps([{"type": "tensor", "tensor-spec": spec}])


def _lines(mapping: Mapping[str, Any], indent: str) -> list[str]:
    lines = []
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            lines += [f"{indent}{key}:", *_lines(value, indent + "  ")]
        else:
            lines.append(f"{indent}{key}: {_scalar(value)}")
    return lines


def _scalar(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
