"""Every name that Keras has and lenet has not is answered with a sentence, from every module."""

import importlib

import pytest

from lenet.errors import AbsentImportError, AbsentNameError
from lenet.keras_names import module_names

MODULES = (
    "activations", "callbacks", "constraints", "datasets", "initializers", "layers", "losses",
    "metrics", "models", "optimizers", "optimizers.schedules", "preprocessing.image",
    "regularizers", "utils",
)  # fmt: skip


def absent_names(module):
    here = importlib.import_module(f"lenet.{module}" if module else "lenet")
    known = {*vars(here), *getattr(here, "__all__", ())}
    return here, sorted(module_names(f"keras.{module}" if module else "keras") - known)


@pytest.mark.parametrize("module", ["", *MODULES])
def test_a_name_of_keras_is_there_or_answered_with_a_sentence(module):
    here, names = absent_names(module)
    for name in names:
        whole = ".".join(filter(None, ("keras", module, name)))
        found = said(here, name)
        assert found is None or found.startswith(f"lenet has no {whole}: "), found


def said(module, name):
    """The sentence about a name; None if the name is there after all."""
    try:
        getattr(module, name)
    except AbsentNameError as error:
        return str(error)
    return None


def test_there_are_names_to_be_answered():
    assert sum(len(absent_names(module)[1]) for module in MODULES) > 150


@pytest.mark.parametrize("name", ["Variable", "ops", "random", "applications", "Function", "tree"])
def test_a_name_at_the_top_is_refused_in_an_import_too(name):
    with pytest.raises(AbsentImportError, match=rf"lenet has no keras\.{name}: "):
        exec(f"from lenet import {name}", {})


@pytest.mark.parametrize("name", ["Model", "Sequential", "Input", "Layer", "layers", "utils"])
def test_what_stands_at_the_top_can_be_imported_from_there(name):
    scope: dict[str, object] = {}
    exec(f"from lenet import {name}", scope)
    assert name in scope
