"""Files and descriptions as Keras 1 and 2 wrote them; neither runs today, so they are made."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lenet.errors import DataError, ModelError
from lenet.keras_files.hdf5 import Tree, packed
from lenet.layers import Conv2D, Dense, Flatten, MaxPooling2D
from lenet.models import Sequential, load_model, model_from_json
from lenet.optimizers import Adam

X = np.random.default_rng(0).random((4, 8, 8, 1)).astype(np.float32)


def same(units: int = 3) -> Sequential:
    """The network of all of these files."""
    layers = [
        Conv2D(2, 3, activation="tanh", input_shape=(8, 8, 1), name="convolution2d_1"),
        MaxPooling2D(),
        Flatten(),
        Dense(5, activation="relu"),
        Dense(units, activation="softmax"),
    ]
    return Sequential(layers, seed=2)


def of_keras_1(border_mode: str = "valid") -> dict[str, Any]:
    """As Keras 1.1 described it."""
    no_constraints = {"W_constraint": None, "b_constraint": None, "activity_regularizer": None}
    dense = {"init": "lecun_uniform", "bias": True, "trainable": True, "input_dim": None,
             "W_regularizer": None, "b_regularizer": None, **no_constraints}  # fmt: skip
    convolution = {
        "name": "convolution2d_1", "batch_input_shape": [None, 8, 8, 1], "input_dtype": "float32",
        "nb_filter": 2, "nb_row": 3, "nb_col": 3, "border_mode": border_mode, "subsample": [1, 1],
        "dim_ordering": "tf", "init": "glorot_uniform", "activation": "tanh", "bias": True,
        "trainable": True, "W_regularizer": None, "b_regularizer": None, **no_constraints,
    }  # fmt: skip
    pooling = {"name": "maxpooling2d_1", "pool_size": [2, 2], "strides": [2, 2],
               "border_mode": "valid", "dim_ordering": "tf", "trainable": True}  # fmt: skip
    layers = [
        {"class_name": "Convolution2D", "config": convolution},
        {"class_name": "MaxPooling2D", "config": pooling},
        {"class_name": "Flatten", "config": {"name": "flatten_1", "trainable": True}},
        {"class_name": "Dense", "config": {"name": "dense_1", "output_dim": 5,
                                           "activation": "relu", **dense}},
        {"class_name": "Dense", "config": {"name": "dense_2", "output_dim": 3,
                                           "activation": "softmax", **dense}},
    ]  # fmt: skip
    return {"class_name": "Sequential", "keras_version": "1.1.1", "config": layers}


def of_keras_2() -> dict[str, Any]:
    """As Keras 2.2 and tf.keras 2 described the same as a functional model."""
    scaling = {"scale": 1.0, "mode": "fan_avg", "distribution": "uniform", "seed": None}
    glorot = {"class_name": "VarianceScaling", "config": scaling}
    usual = {"trainable": True, "dtype": "float32"}
    kernel = {"use_bias": True, "kernel_initializer": glorot, "kernel_regularizer": None,
              "bias_initializer": {"class_name": "Zeros", "config": {}}, "bias_regularizer": None,
              "activity_regularizer": None, "kernel_constraint": None, "bias_constraint": None,
              **usual}  # fmt: skip
    convolution = {"name": "conv", "filters": 2, "kernel_size": [3, 3], "strides": [1, 1],
                   "padding": "valid", "data_format": "channels_last", "dilation_rate": [1, 1],
                   "activation": "tanh", **kernel}  # fmt: skip
    pooling = {"name": "pool", "pool_size": [2, 2], "padding": "valid", "strides": [2, 2],
               "data_format": "channels_last", **usual}  # fmt: skip
    rows: list[tuple[str, dict[str, Any]]] = [
        ("InputLayer", {"name": "start", "batch_input_shape": [None, 8, 8, 1],
                        "dtype": "float32", "sparse": False, "ragged": False}),
        ("Conv2D", convolution),
        ("MaxPooling2D", pooling),
        ("Flatten", {"name": "flat", "data_format": "channels_last", **usual}),
        ("Dense", {"name": "hidden", "units": 5, "activation": "relu", **kernel}),
        ("Dense", {"name": "end", "units": 3, "activation": "softmax", **kernel}),
    ]  # fmt: skip
    layers = []
    for number, (kind, config) in enumerate(rows):
        before = [[[rows[number - 1][1]["name"], 0, 0, {}]]] if number else []
        layers.append({"name": config["name"], "class_name": kind, "config": config,
                       "inbound_nodes": before})  # fmt: skip
    config = {"name": "model_1", "layers": layers[::-1], "input_layers": [["start", 0, 0]],
              "output_layers": [["end", 0, 0]]}  # fmt: skip
    return {"class_name": "Model", "config": config, "keras_version": "2.2.4"}


def weights_tree(names: list[str], arrays: list[NDArray[Any]], **about: str) -> Tree:
    """Arrays of three layers, in groups of the older format, behind two that have none."""
    tree = Tree({}, {"": {"layer_names": ["start", *names, "flat"], **about}})
    tree.attributes["start"] = tree.attributes["flat"] = {"weight_names": []}
    for number, name in enumerate(names):
        places = [f"{name}_W", f"{name}_b"]
        tree.attributes[name] = {"weight_names": places}
        for place, array in zip(places, arrays[2 * number : 2 * number + 2], strict=True):
            tree.arrays[f"{name}/{place}"] = array
    return tree


def in_whole_model(tree: Tree, about: dict[str, str], beside: Tree) -> Tree:
    arrays = {f"model_weights/{path}": array for path, array in tree.arrays.items()}
    groups = {f"model_weights/{path}".rstrip("/"): one for path, one in tree.attributes.items()}
    return Tree({**arrays, **beside.arrays}, {"": dict(about), **groups, **beside.attributes})


def test_a_description_of_keras_1_is_the_network_of_today() -> None:
    model = model_from_json(json.dumps(of_keras_1()))
    assert [layer.config() for layer in model.layers[:3]] == [
        layer.config() for layer in same().layers[:3]
    ]
    assert list(model.weight_shapes().values()) == list(same().weight_shapes().values())
    padded = model_from_json(json.dumps(of_keras_1("same")))
    assert padded.layer_shapes()[0][1] == (8, 8, 2)


def test_a_description_of_keras_2_in_any_order_is_the_network_of_today() -> None:
    model = model_from_json(json.dumps(of_keras_2()))
    assert [layer.config() for layer in model.layers] == [layer.config() for layer in same().layers]
    assert [layer.name for layer in model.layers] == ["conv", "pool", "flat", "hidden", "end"]


@pytest.mark.parametrize("backend", ["theano", "tensorflow"])
@pytest.mark.parametrize("version", ["1.2.2", ""])
def test_weights_of_keras_1_are_taken_and_theanos_kernels_turned(
    tmp_path: Path, backend: str, version: str
) -> None:
    model = same()
    arrays: list[NDArray[Any]] = list(model.get_weights())
    if backend == "theano":  # its convolution is one, and no correlation
        arrays[0] = arrays[0][::-1, ::-1]
    about = {"backend": backend, **({"keras_version": version} if version else {})}
    tree = weights_tree(["convolution2d_1", "dense_1", "dense_2"], arrays, **about)
    (tmp_path / "w.h5").write_bytes(packed(tree))
    other = model_from_json(json.dumps(of_keras_1()))
    other.load_weights(tmp_path / "w.h5")
    np.testing.assert_array_equal(other.predict(X), model.predict(X))
    whole = in_whole_model(tree, {"model_config": json.dumps(of_keras_1())}, Tree({}, {}))
    (tmp_path / "m.h5").write_bytes(packed(whole))
    np.testing.assert_array_equal(load_model(tmp_path / "m.h5").predict(X), model.predict(X))


@pytest.mark.parametrize("backend", ["theano", "tensorflow"])
@pytest.mark.parametrize("version", ["1.2.2", "2.2.4"])
def test_kernels_of_planes_with_their_channels_first_are_taken(
    tmp_path: Path, backend: str, version: str
) -> None:
    convolution = Conv2D(3, 3, input_shape=(3, 8, 8), data_format="channels_first")
    layers = [convolution, Flatten(), Dense(5), Dense(3)]  # 3x3x3x3: its shape does not tell
    model, other = Sequential(layers, seed=2), Sequential(seed=3)
    for layer in layers:
        other.add(type(layer).from_config(layer.get_config()))
    other.build((None, 3, 8, 8))
    arrays: list[NDArray[Any]] = list(model.get_weights())
    if backend == "theano":
        arrays[0] = arrays[0][::-1, ::-1]
    if version.startswith("1."):
        arrays[0] = arrays[0].transpose(3, 2, 0, 1)
    names = ["convolution2d_1", "dense_1", "dense_2"]
    tree = weights_tree(names, arrays, backend=backend, keras_version=version)
    (tmp_path / "w.h5").write_bytes(packed(tree))
    other.load_weights(tmp_path / "w.h5")
    x = np.random.default_rng(0).random((4, 3, 8, 8)).astype(np.float32)
    np.testing.assert_array_equal(other.predict(x), model.predict(x))


def test_a_compiled_model_of_keras_2_trains_on_from_its_moments(tmp_path: Path) -> None:
    """Its Adam wrote all momenta, then all velocities, then empty arrays of amsgrad."""
    model = same()
    model.compile(Adam(0.01), metrics=["accuracy"])
    y = np.array([0, 1, 2, 1])
    model.fit(X, y, epochs=3, verbose=0)
    state = model.state()
    sizes = np.cumsum([array.size for array in model.get_weights()])[:-1]
    shapes = [array.shape for array in model.get_weights()]
    arrays: list[NDArray[Any]] = [np.array(state.updates)]
    for moments in (state.first_moments, state.second_moments):
        parts = np.split(moments, sizes)
        arrays += [part.reshape(shape) for part, shape in zip(parts, shapes, strict=True)]
    arrays += [np.zeros(1, np.float32)] * len(shapes)
    names = [f"training/Adam/{number}:0" for number in range(len(arrays))]
    beside = Tree(
        {f"optimizer_weights/{name}": one for name, one in zip(names, arrays, strict=True)},
        {"optimizer_weights": {"weight_names": names}},
    )
    adam = {"lr": 0.009999999776482582, "beta_1": 0.9, "beta_2": 0.999, "decay": 0.0,
            "epsilon": 1e-7, "amsgrad": False}  # fmt: skip
    training = {
        "optimizer_config": {"class_name": "Adam", "config": adam},
        "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"],
        "sample_weight_mode": None, "loss_weights": None, "weighted_metrics": None,
    }  # fmt: skip
    about = {"model_config": json.dumps(of_keras_2()), "training_config": json.dumps(training)}
    tree = weights_tree(["conv", "hidden", "end"], list(model.get_weights()),
                        keras_version="2.2.4", backend="tensorflow")  # fmt: skip
    (tmp_path / "m.h5").write_bytes(packed(in_whole_model(tree, about, beside)))
    again = load_model(tmp_path / "m.h5")
    assert again.optimizer == Adam(0.01)
    for mine, other in zip(model.state(), again.state(), strict=True):
        np.testing.assert_array_equal(mine, other)


def test_the_state_of_another_optimizer_is_told_and_begins_anew(tmp_path: Path) -> None:
    model = same()
    model.compile("adam")
    model.save(tmp_path / "m.keras")
    other = same(units=7)
    other.compile("adam")
    other.save(tmp_path / "other.h5")
    from lenet.keras_files.hdf5 import read_file

    mine, theirs = tmp_path / "m.h5", read_file(tmp_path / "other.h5")
    again = load_model(tmp_path / "m.keras")
    again.save(mine)
    tree = read_file(mine)
    kept = {path: one for path, one in tree.arrays.items() if not path.startswith("optimizer")}
    moved = {path: one for path, one in theirs.arrays.items() if path.startswith("optimizer")}
    groups = {path: one for path, one in tree.attributes.items() if "optimizer" not in path}
    groups |= {path: one for path, one in theirs.attributes.items() if "optimizer" in path}
    mine.write_bytes(packed(Tree({**kept, **moved}, groups)))
    with pytest.warns(UserWarning, match="has the state of another optimizer: it begins anew"):
        found = load_model(mine)
    assert found.state().updates == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mode": 2, "name": "b"}, "lenet has BatchNormalization of mode 0, received mode 2"),
        ({"axis": 2, "name": "b"}, "BatchNormalization supports axis -1 and 1"),
    ],
)
def test_what_keras_1_could_and_lenet_cannot_is_one_sentence(
    change: dict[str, Any], sentence: str
) -> None:
    told = of_keras_1()
    told["config"].insert(1, {"class_name": "BatchNormalization", "config": change})
    with pytest.raises(ModelError, match=sentence):
        model_from_json(json.dumps(told))


def test_branches_and_layers_used_twice_are_one_sentence() -> None:
    told = of_keras_2()
    layers = {layer["name"]: layer for layer in told["config"]["layers"]}
    layers["pool"]["inbound_nodes"] = [[["conv", 0, 0, {}], ["start", 0, 0, {}]]]
    with pytest.raises(ModelError, match="'pool' has other than one input, once"):
        model_from_json(json.dumps(told))
    layers["pool"]["inbound_nodes"] = [[["conv", 0, 0, {}]], [["start", 0, 0, {}]]]
    with pytest.raises(ModelError, match="'pool' has other than one input, once"):
        model_from_json(json.dumps(told))
    layers["pool"]["inbound_nodes"] = [[["start", 0, 0, {}]]]
    with pytest.raises(ModelError, match="the output of 'start' goes into several"):
        model_from_json(json.dumps(told))
    layers["pool"]["inbound_nodes"] = [[["end", 0, 0, {}]]]
    with pytest.raises(ModelError, match="from one input to one output"):
        model_from_json(json.dumps(told))


def test_a_file_of_weights_is_not_a_model(tmp_path: Path) -> None:
    same().save_weights(tmp_path / "w.h5")
    with pytest.raises(DataError, match=r"expected a whole model in .*, which has weights alone"):
        load_model(tmp_path / "w.h5")


def test_names_too_long_for_one_attribute_are_divided_as_keras_divides_them(
    tmp_path: Path,
) -> None:
    layers = [Dense(1, name=f"{'x' * 1000}{number}") for number in range(200)]
    model = Sequential([Flatten(input_shape=(2,)), *layers])
    model.save(tmp_path / "m.h5")
    assert load_model(tmp_path / "m.h5").layers[-1].name == layers[-1].name
