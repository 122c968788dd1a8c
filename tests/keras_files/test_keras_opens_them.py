"""Files that lenet writes, opened by Keras 3 on JAX; and Keras's, opened here: equal answers."""

import os

os.environ["KERAS_BACKEND"] = "jax"

import functools
import json
import warnings
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

import lenet
from lenet.errors import DataError, ModelError
from lenet.layers import (
    RBF,
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    MaxPooling2D,
    Subsampling2D,
    ZeroPadding2D,
)
from lenet.models import (
    Model,
    Sequential,
    clone_model,
    load_model,
    model_from_config,
    model_from_json,
    save_model,
)
from lenet.optimizers import SGD, Adam, AdamW, CosineDecay, PiecewiseConstantDecay

pytestmark = pytest.mark.filterwarnings("ignore:__array__ impl:DeprecationWarning")  # of Keras

NOISE = np.random.default_rng(0)
X = NOISE.random((32, 12, 12, 1)).astype(np.float32)
Y = NOISE.integers(0, 3, 32)
FILES = ["model.keras", "model.h5", "model.hdf5"]
CLOSE: Any = {"rtol": 1e-5, "atol": 2e-6}


def layers() -> list[Any]:
    return [
        ZeroPadding2D((1, 2), input_shape=(12, 12, 1)),
        Conv2D(3, (3, 2), activation="relu", padding="same"),
        MaxPooling2D((2, 2)),
        Conv2D(4, 3, activation="tanh", use_bias=False, kernel_initializer="lecun_uniform"),
        AveragePooling2D((2, 2)),
        Flatten(),
        Dense(5, activation="sigmoid", name="features"),
        Dense(3, activation="softmax"),
    ]


def trained(kind: type[Model] = Sequential, optimizer: Any = "adam") -> Model:
    model = kind(layers(), "net", seed=3)
    model.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(X, Y, batch_size=8, verbose=0)
    return model


@functools.cache
def of_keras(kind: str = "Sequential") -> Any:
    """The same network in Keras, trained there; it is not to be changed."""
    return trained_by_keras(kind, "adam")


def trained_by_keras(kind: str, optimizer: Any) -> Any:
    keras.utils.set_random_seed(5)
    here = keras.layers
    rows = [
        here.ZeroPadding2D((1, 2)),
        here.Conv2D(3, (3, 2), activation="relu", padding="same"),
        here.MaxPooling2D((2, 2)),
        here.Conv2D(4, 3, activation="tanh", use_bias=False),
        here.AveragePooling2D((2, 2)),
        here.Flatten(),
        here.Dense(5, activation="sigmoid"),
        here.Dense(3, activation="softmax"),
    ]
    if kind == "Sequential":
        model: Any = keras.Sequential([keras.Input((12, 12, 1)), *rows])
    else:
        start = made = keras.Input((12, 12, 1))
        for row in rows:
            made = row(made)
        model = keras.Model(start, made)
    model.compile(optimizer=optimizer, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X, Y, batch_size=8, verbose=0)
    return model


def answers(model: Any) -> NDArray[Any]:
    return np.asarray(model.predict(X, verbose=0))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", [Sequential, Model])
def test_keras_opens_what_lenet_saves_and_answers_alike(
    tmp_path: Path, kind: type[Model], name: str
) -> None:
    model = trained(kind)
    model.save(tmp_path / name)
    theirs = keras.models.load_model(tmp_path / name)
    assert type(theirs).__name__ == ("Sequential" if kind is Sequential else "Functional")
    assert theirs.name == "net"
    assert "features" in [layer.name for layer in theirs.layers]
    np.testing.assert_allclose(answers(theirs), answers(model), **CLOSE)
    assert int(theirs.optimizer.iterations) == model.state().updates == 4


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("kind", ["Sequential", "Functional"])
def test_lenet_opens_what_keras_saves_and_answers_alike(
    tmp_path: Path, kind: str, name: str
) -> None:
    theirs = of_keras(kind)
    theirs.save(tmp_path / name)
    model = lenet.load(tmp_path / name)
    assert isinstance(model, Sequential) == (kind == "Sequential")
    np.testing.assert_allclose(answers(model), answers(theirs), **CLOSE)
    assert isinstance(model.optimizer, Adam)
    assert model.compiled_metrics == ("accuracy",)


@pytest.mark.parametrize(
    ("mine", "of_theirs"),
    [
        (Adam(0.01, epsilon=1e-5), lambda: keras.optimizers.Adam(0.01, epsilon=1e-5)),
        (AdamW(0.01), lambda: keras.optimizers.AdamW(0.01)),
        (SGD(0.1), lambda: keras.optimizers.SGD(0.1)),
        (SGD(0.1, 0.9, True), lambda: keras.optimizers.SGD(0.1, 0.9, True)),
        (
            SGD(CosineDecay(0.1, 20), 0.5),
            lambda: keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 20), 0.5),
        ),
    ],
    ids=["adam", "adamw", "sgd", "nesterov", "schedule"],
)
def test_training_goes_on_in_the_other_as_if_it_had_never_left(
    tmp_path: Path, mine: Any, of_theirs: Any
) -> None:
    path = tmp_path / "model.keras"
    model = trained(optimizer=mine)
    model.save(path)
    theirs = keras.models.load_model(path)
    for one in (model, theirs):
        one.fit(X, Y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_allclose(answers(theirs), answers(model), rtol=1e-4, atol=1e-5)

    theirs = trained_by_keras("Sequential", of_theirs())
    theirs.save(path)
    model = load_model(path)
    assert model.state().updates == 4
    for one in (model, theirs):
        one.fit(X, Y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    np.testing.assert_allclose(answers(theirs), answers(model), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", FILES)
def test_a_file_gives_the_same_model_back_to_the_last_bit(tmp_path: Path, name: str) -> None:
    model = trained(optimizer=SGD(PiecewiseConstantDecay([3], [0.1, 0.01]), momentum=0.5))
    model.save(tmp_path / name)
    again = load_model(tmp_path / name)
    for mine, other in zip(model.state(), again.state(), strict=True):
        np.testing.assert_array_equal(mine, other)
    assert again.optimizer == model.optimizer
    assert again.loss == model.loss
    assert [layer.config() for layer in again.layers] == [layer.config() for layer in model.layers]
    assert [layer.name for layer in again.layers] == [layer.name for layer in model.layers]


@pytest.mark.parametrize("name", FILES)
def test_the_same_model_is_the_same_bytes(tmp_path: Path, name: str) -> None:
    for folder in ("a", "b"):
        trained().save(tmp_path / folder / name)
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.parametrize("name", FILES)
def test_a_model_inside_a_model_is_run_as_its_layers(tmp_path: Path, name: str) -> None:
    here = keras.layers
    keras.utils.set_random_seed(7)
    inner = keras.Sequential(
        [keras.Input((12, 12, 1)), here.Conv2D(2, 3, name="same"), here.AveragePooling2D((2, 2))]
    )
    start = keras.Input((12, 12, 1))
    made = here.Dense(4, name="same")(here.Flatten()(inner(start)))
    middle = keras.Model(start, made)
    theirs = keras.Sequential([keras.Input((12, 12, 1)), middle, here.Dense(3)])
    theirs.save(tmp_path / name)
    model = load_model(tmp_path / name)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Conv2D", "AveragePooling2D", "Flatten", "Dense", "Dense"]
    np.testing.assert_allclose(answers(model), answers(theirs), **CLOSE)


# Weights alone


@pytest.mark.parametrize("name", ["model.weights.h5", "weights.h5", "weights.hdf5"])
def test_weights_go_both_ways(tmp_path: Path, name: str) -> None:
    model, theirs = trained(), keras.models.clone_model(of_keras())
    model.save_weights(tmp_path / name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its optimizer has other arrays
        theirs.load_weights(tmp_path / name)
    np.testing.assert_allclose(answers(theirs), answers(model), **CLOSE)

    theirs = of_keras()
    theirs.save_weights(tmp_path / "theirs.weights.h5")
    theirs.save(tmp_path / "theirs.h5")
    for path in ("theirs.weights.h5", "theirs.h5"):
        model = trained()
        model.load_weights(tmp_path / path)
        np.testing.assert_allclose(answers(model), answers(theirs), **CLOSE)


def test_a_whole_model_gives_its_weights_and_a_folder_does(tmp_path: Path) -> None:
    model = trained()
    for name in (*FILES, "folder", "folder.ckpt"):
        if name in FILES:
            model.save(tmp_path / name)
        else:
            model.save_weights(tmp_path / name)
        other = Sequential(layers(), seed=9)
        other.load_weights(tmp_path / name)
        np.testing.assert_array_equal(answers(other), answers(model))


def test_an_optimizer_that_has_made_steps_goes_where_the_file_is(tmp_path: Path) -> None:
    model, other = trained(), trained()
    model.fit(X, Y, batch_size=8, verbose=0)
    model.save_weights(tmp_path / "model.weights.h5")
    other.load_weights(tmp_path / "model.weights.h5")
    for mine, theirs in zip(model.state(), other.state(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_by_name_takes_those_of_the_same_names_alone(tmp_path: Path) -> None:
    model = trained()
    model.save_weights(tmp_path / "weights.h5")
    few = Sequential([Flatten(input_shape=(5, 4)), Dense(3, name="dense")], seed=1)
    before = few.get_weights()
    with pytest.raises(DataError, match=r"expected the weights of 1 layers, received those of 4"):
        few.load_weights(tmp_path / "weights.h5")
    with pytest.raises(DataError, match=r"expected arrays of shapes \[\(20, 3\), \(3,\)\]"):
        few.load_weights(tmp_path / "weights.h5", by_name=True)
    few.load_weights(tmp_path / "weights.h5", by_name=True, skip_mismatch=True)
    np.testing.assert_array_equal(few.get_weights()[0], before[0])
    head = Sequential([Flatten(input_shape=(5,)), Dense(3, name="dense")], seed=1)
    head.load_weights(tmp_path / "weights.h5", by_name=True)
    np.testing.assert_array_equal(head.get_weights()[0], model.get_weights()[-2])


def test_a_mismatch_is_skipped_if_asked_with_a_warning(tmp_path: Path) -> None:
    model = trained()
    model.save_weights(tmp_path / "model.weights.h5")
    other = Sequential([*layers()[:-1], Dense(7)], seed=1)
    with pytest.raises(DataError, match=r"expected arrays of shapes .* for the layer 'dense'"):
        other.load_weights(tmp_path / "model.weights.h5")
    last = other.get_weights()[-1]
    with pytest.warns(UserWarning, match=r"other shapes for dense.kernel, dense.bias"):
        other.load_weights(tmp_path / "model.weights.h5", skip_mismatch=True)
    np.testing.assert_array_equal(other.get_weights()[0], model.get_weights()[0])
    np.testing.assert_array_equal(other.get_weights()[-1], last)


# JSON


def test_to_json_says_what_keras_says(tmp_path: Path) -> None:
    """The description of lenet, read by Keras and said again by it, is the same."""
    for kind in (Sequential, Model):
        told = json.loads(trained(kind).to_json())
        again = json.loads(keras.models.model_from_json(json.dumps(told)).to_json())
        assert [layer["class_name"] for layer in told["config"]["layers"]] == [
            layer["class_name"] for layer in again["config"]["layers"]
        ]
        for mine, theirs in zip(told["config"]["layers"], again["config"]["layers"], strict=True):
            known = {key: theirs["config"][key] for key in mine["config"]}
            assert without_newer({**mine, "config": {**mine["config"], "dtype": 0}}) == (
                without_newer({**theirs, "config": {**known, "dtype": 0}})
            )
        assert told["compile_config"]["loss"] == again["compile_config"]["loss"]


def without_newer(told: Any) -> Any:
    """Without what only the newest Keras says."""
    newer = ("input_axes", "output_axes", "shared_object_id", "build_config")
    if isinstance(told, dict):
        return {key: without_newer(one) for key, one in told.items() if key not in newer}
    return [without_newer(one) for one in told] if isinstance(told, list) else told


def test_a_model_is_made_of_json_and_of_its_dict(tmp_path: Path) -> None:
    theirs = [keras.models.clone_model(of_keras(kind)) for kind in ("Sequential", "Functional")]
    for one in theirs:
        one.compile("adam", "sparse_categorical_crossentropy")
    for text in (trained().to_json(), *(one.to_json() for one in theirs)):
        for model in (model_from_json(text), model_from_config(json.loads(text))):
            assert [type(layer).__name__ for layer in model.layers][-1] == "Dense"
            assert model.predict(X).shape == (32, 3)
    assert json.loads(trained().to_json(indent=2))["class_name"] == "Sequential"


def test_a_clone_has_the_layers_and_not_the_weights() -> None:
    model = trained()
    clone = clone_model(model)
    assert type(clone) is Sequential
    assert clone.weight_shapes() == model.weight_shapes()
    assert clone.optimizer == model.optimizer
    assert clone.optimizer is not model.optimizer
    assert clone.state().updates == 0
    with pytest.raises(ModelError, match="without input_tensors"):
        clone_model(model, input_tensors=X)  # type: ignore[arg-type]


# Forms and their refusals


def test_a_path_without_an_ending_is_a_folder_and_save_format_overrules(tmp_path: Path) -> None:
    model = trained()
    save_model(model, tmp_path / "folder")
    model.save(tmp_path / "tf.h5", save_format="tf")
    model.save(tmp_path / "tf.h5")  # a folder that exists stays one
    assert (tmp_path / "folder" / "weights.safetensors").is_file()
    assert (tmp_path / "tf.h5" / "weights.safetensors").is_file()
    model.save(tmp_path / "file", save_format="h5")
    assert (tmp_path / "file").read_bytes()[:4] == b"\x89HDF"
    for name in ("folder", "tf.h5"):
        np.testing.assert_array_equal(answers(load_model(tmp_path / name)), answers(model))
    with pytest.raises(ModelError, match="expected save_format tf, keras, h5 or hdf5"):
        model.save(tmp_path / "x", save_format="pickle")
    with pytest.raises(DataError, match="exists: choose another path"):
        model.save(tmp_path / "file", overwrite=False)
    with pytest.raises(ModelError, match=r"a path of weights that ends with \.weights\.h5"):
        model.save_weights(tmp_path / "x.keras")
    with pytest.raises(ModelError, match="save supports filepath, overwrite"):
        model.save(tmp_path / "x.keras", zipped=True)


def test_compile_and_include_optimizer_leave_it_out(tmp_path: Path) -> None:
    model = trained()
    for name in (*FILES, "folder"):
        model.save(tmp_path / name)
        with pytest.raises(ModelError, match="not compiled"):
            load_model(tmp_path / name, compile=False).optimizer  # noqa: B018
    for name in FILES:
        model.save(tmp_path / name, include_optimizer=False)
        with pytest.raises(ModelError, match="not compiled"):
            load_model(tmp_path / name).optimizer  # noqa: B018


def test_what_keras_has_not_is_one_sentence(tmp_path: Path) -> None:
    for name in FILES:
        with pytest.raises(ModelError, match="Keras has no scaled_tanh, which is of 1998"):
            lenet.original().save(tmp_path / name)
        for layer in (Subsampling2D(activation="tanh"), Conv2D(1, 2, connections=[[0]])):
            own = Sequential([Conv2D(1, 3, input_shape=(8, 8, 1)), layer])
            with pytest.raises(ModelError, match=r"Keras has no .*: save the model as a folder"):
                own.save(tmp_path / name)
        with pytest.raises(ModelError, match="Keras has no RBF: save the model as a folder"):
            Sequential([RBF(input_shape=(84,))]).save(tmp_path / name)
        model = trained(optimizer="sdlm")
        with pytest.raises(ModelError, match="Keras has no StochasticDiagonalLM"):
            model.save(tmp_path / name)
        model.save(tmp_path / name, include_optimizer=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_a_rate_that_is_a_function_is_not_written(tmp_path: Path) -> None:
    model = trained(optimizer=SGD(lambda step: 0.1))
    for name in FILES:
        model.save(tmp_path / name)
        np.testing.assert_array_equal(answers(load_model(tmp_path / name)), answers(model))


def test_custom_objects_and_safe_mode(tmp_path: Path) -> None:
    trained().save(tmp_path / "model.keras")
    assert load_model(tmp_path / "model.keras", safe_mode=False).predict(X).shape == (32, 3)
    with pytest.raises(ModelError, match="cannot run custom_objects, received swish"):
        load_model(tmp_path / "model.keras", {"swish": abs})


def test_a_saved_model_of_tensorflow_and_its_checkpoint_are_told(tmp_path: Path) -> None:
    (tmp_path / "saved_model.pb").write_bytes(b"")
    with pytest.raises(DataError, match="is a SavedModel of TensorFlow, which lenet does not"):
        load_model(tmp_path)
    (tmp_path / "check.index").write_bytes(b"")
    with pytest.raises(DataError, match="is a checkpoint of TensorFlow"):
        trained().load_weights(tmp_path / "check")
    with pytest.raises(DataError, match="there is no"):
        trained().load_weights(tmp_path / "nothing")


def test_every_row_of_the_table_says_what_keras_says() -> None:
    """Arguments and defaults of each layer are those of Keras's own description."""
    from lenet.keras_files.keras_layers import (
        KERAS_LAYERS,
        NEVER_TRAINED,
        REQUIRED,
        WITHOUT_EFFECT,
    )
    from lenet.keras_files.keras_objects import read_object

    needed = {
        "filters": 2, "kernel_size": 3, "units": 3, "rate": 0.5, "stddev": 0.1, "scale": 2.0,
        "target_shape": (2,), "dims": (1,), "activation": "relu",
    }  # fmt: skip
    for name, row in KERAS_LAYERS.items():
        given = {key: needed[key] for key, default in row.items() if default is REQUIRED}
        if name.startswith("AveragePooling"):
            given["pool_size"] = 2
        told = getattr(keras.layers, name)(**given).get_config()
        said = {key: one for key, one in told.items() if key not in ("name", "trainable", "dtype")}
        assert said.keys() - WITHOUT_EFFECT.keys() <= row.keys(), name
        assert ("trainable" in told) == (name not in NEVER_TRAINED), name
        for key, default in row.items():
            if key in said and default is not REQUIRED and key not in ("strides", "size"):
                theirs = json.loads(json.dumps(said[key]))
                if key.endswith("_initializer"):
                    theirs = read_object(theirs)
                assert theirs == default, (name, key)
