"""The error for a name that is asked for and not there: a sentence for each that Keras has."""

from __future__ import annotations

import difflib
import dis
import functools
import json
import sys
from importlib.resources import files
from types import FrameType

from lenet.errors import AbsentImportError, AbsentNameError
from lenet.keras_names.families import said_of

_IMPORT_FROM = dis.opmap["IMPORT_FROM"]


@functools.cache
def _public() -> dict[str, frozenset[str]]:
    """Keras 3's public names by module, such as ``keras.layers``."""
    content = files("lenet.keras_names").joinpath("public.json").read_text("utf-8")
    return {module: frozenset(names.split()) for module, names in json.loads(content).items()}


def module_names(module: str) -> frozenset[str]:
    """The public names of a module of Keras 3, such as ``keras.layers``; none if it has no such."""
    return _public().get(module, frozenset())


def is_public(name: str) -> bool:
    """Whether Keras 3 has a whole name, such as ``keras.layers.LSTM``, or a module so called."""
    module, _, last = name.rpartition(".")
    return name in _public() or last in module_names(module)


def sentence(name: str) -> str:
    """What is said of a whole name of Keras's that is not here."""
    return f"lenet has no {name}: {said_of(name)}"


def absent(module: str, name: str) -> AttributeError | ImportError:
    """What a module's ``__getattr__`` raises for a name that the module does not have.

    ``module`` as it is called at home, such as ``lenet.layers``. An ImportError for
    ``from lenet.layers import LSTM``, an AttributeError for ``lenet.layers.LSTM``: each with the
    sentence if Keras has such a name, and else with the names that are like it.
    """
    first, _, rest = module.partition(".")
    whole = f"{'keras' if first == 'lenet' else first}{rest and '.'}{rest}.{name}"
    if name.startswith("_"):
        return AttributeError(f"module {module!r} has no attribute {name!r}")
    if is_public(whole):
        told = sentence(whole)
    else:
        near = difflib.get_close_matches(name, sorted(module_names(whole.rpartition(".")[0])), 1)
        told = f"module {module!r} has no attribute {name!r}"
        told += f"; Keras's name that is most like it is {near[0]!r}" if near else ""
    if from_import(sys._getframe(2)):
        return AbsentImportError(told, name=module)
    return AbsentNameError(told)


def from_import(frame: FrameType | None) -> bool:
    """Whether the frame is at ``from ... import ...``.

    Python turns an AttributeError there into a sentence of its own, and drops ours.
    """
    return frame is not None and frame.f_code.co_code[frame.f_lasti] == _IMPORT_FROM
