"""Each of Keras's names is here, or answers with a sentence."""

import json
from importlib import import_module
from pathlib import Path

import pytest

import lenet
from lenet.errors import AbsentImportError, AbsentNameError
from lenet.keras_names import is_public, module_names, sentence
from lenet.keras_names.families import FAMILIES, said_of

PUBLIC = json.loads((Path(lenet.__file__).parent / "keras_names/public.json").read_text())
HOMES = (
    "layers",
    "losses",
    "optimizers",
    "callbacks",
    "models",
    "utils",
    "initializers",
    "datasets",
)


def test_an_import_of_what_is_not_here_says_what_it_is():
    with pytest.raises(
        AbsentImportError, match=r"lenet has no keras\.layers\.LSTM: a layer of seq"
    ):
        from lenet.layers import LSTM  # type: ignore[attr-defined] # noqa: F401


def test_an_attribute_that_is_not_here_is_none():
    with pytest.raises(AbsentNameError, match="transformers"):
        lenet.layers.MultiHeadAttention  # type: ignore[attr-defined] # noqa: B018
    assert not hasattr(lenet.layers, "LSTM")


def test_a_slip_is_told_keras_name_that_is_most_like_it():
    with pytest.raises(ImportError, match="'Flatten'"):
        from lenet.layers import Flaten  # type: ignore[attr-defined] # noqa: F401
    with pytest.raises(AttributeError, match="'Sequential'"):
        lenet.Sequentail  # noqa: B018


def test_modules_of_the_package_are_still_imported():
    from lenet.datasets import idx

    assert idx.__name__ == "lenet.datasets.idx"


@pytest.mark.parametrize("home", HOMES)
def test_every_name_of_keras_is_here_or_answers_with_a_sentence(home):
    module = import_module(f"lenet.{home}")
    for name in module_names(f"keras.{home}"):
        try:
            assert getattr(module, name) is not None
        except AttributeError as error:
            assert str(error).startswith(f"lenet has no keras.{home}.{name}: "), name  # noqa: PT017


def test_each_name_has_one_sentence():
    for module, names in PUBLIC.items():
        for name in names.split():
            said = sentence(f"{module}.{name}")
            assert "\n" not in said
            assert len(said) < 260, said
            assert is_public(f"{module}.{name}")


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("keras.layers.GRU", "sequences"),
        ("keras.layers.RandomRotation", "distort"),
        ("keras.layers.Normalization", "255"),
        ("keras.layers.Conv3D", "volumes"),
        ("keras.applications.VGG16", "photographs"),
        ("tensorflow.GradientTape", "model.fit"),
        ("tensorflow.placeholder", "compile and fit"),
        ("tensorflow.nn.conv2d", "keras.layers"),
        ("tensorflow.something", "NumPy"),
    ],
)
def test_a_kind_of_names_has_its_own_advice(name, word):
    assert word in said_of(name)


def test_no_family_is_hidden_behind_another():
    names = {f"{module}.{name}" for module, some in PUBLIC.items() for name in some.split()}
    for place, family in enumerate(FAMILIES):
        if "keras" not in family.pattern.split("|")[0][:6]:
            continue
        assert any(said_of(name) == family.said for name in names), (place, family.pattern)


@pytest.mark.parametrize("home", [*HOMES, "metrics"])
def test_no_family_speaks_of_a_name_that_is_here(home):
    """But for the last words on layers, which are said of every other."""
    others = {said_of("keras.layers.another"), said_of("another")}
    module = import_module(f"lenet.{home}")
    here = [name for name in module_names(f"keras.{home}") if hasattr(module, name)]
    assert {said_of(f"keras.{home}.{name}") for name in here} <= others
