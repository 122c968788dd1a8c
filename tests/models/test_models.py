"""Models: how they are built, what they answer, what they refuse.

x: float32 (n, rows, columns, channels).
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lenet
import lenet.mlflow
import lenet.onnx
import lenet.torch
from lenet.errors import ModelError
from lenet.layers import (
    AveragePooling2D,
    Conv2D,
    Dense,
    Flatten,
    Input,
    Layer,
    MaxPooling2D,
    Reshape,
)
from lenet.models import Model, Sequential, load_model
from lenet.models.layer_shapes import LARGEST_MODEL, LARGEST_SAMPLE
from lenet.optimizers import SGD

NOISE = np.random.default_rng(0)
X, Y = NOISE.normal(size=(20, 8, 8, 2)).astype(np.float32), NOISE.integers(0, 3, 20)


def small(**options: Any) -> Sequential:
    layers = [
        Conv2D(4, (3, 2), activation="tanh", input_shape=(8, 8, 2)),
        MaxPooling2D(),
        Flatten(),
        Dense(3, activation="softmax"),
    ]
    return Sequential(layers, **{"seed": 0, **options})


# Built


def test_layers_given_at_once_and_added_one_by_one_make_the_same_model() -> None:
    added = Sequential(seed=0)
    for layer in small().layers:
        added.add(layer)
    assert added.get_config() == small().get_config()
    for a, b in zip(added.get_weights(), small().get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "layers",
    [
        [Input((8, 8, 2)), Flatten(), Dense(3)],
        [Input(shape=[8, 8, 2]), Flatten(), Dense(3)],
        [Flatten(input_shape=(8, 8, 2)), Dense(3)],
        [Flatten(), Dense(3)],
    ],
)
def test_the_input_shape_is_the_first_layers_an_inputs_or_the_first_datas(
    layers: list[Layer],
) -> None:
    model = Sequential(layers)
    assert model.predict(X).shape == (20, 3)
    assert model.input_shape == (8, 8, 2)
    assert model.count_params() == 128 * 3 + 3


def test_build_takes_a_shape_with_or_without_the_batch() -> None:
    for shape in ((None, 8, 8, 2), (8, 8, 2), [None, 8, 8, 2]):
        model = Sequential([Flatten(), Dense(3)])
        model.build(shape)
        assert model.output_shape == (3,)


def test_a_refused_shape_leaves_the_model_without_one() -> None:
    model = Sequential([Conv2D(2, 3), Flatten(), Dense(3)])
    for wrong in (np.zeros((3, 8, 8)), np.zeros((3, 2, 2, 1)), np.zeros(3), 5.0):
        with pytest.raises(ModelError):
            model.predict(wrong)
    with pytest.raises(ModelError):
        model.build(())
    assert model.input_shape is None
    assert model.predict(X).shape == (20, 3)


def test_a_refused_layer_leaves_the_model_as_it_was() -> None:
    model = small()
    expected = model.predict(X)
    for layer in (Conv2D(3, 3), Reshape((1, 3)), Input((3,)), Dense(3, name="flatten"), "tanh"):
        with pytest.raises(ModelError):
            model.add(layer)  # type: ignore[arg-type]
    assert len(model.layers) == 4
    np.testing.assert_array_equal(model.predict(X), expected)


def test_layers_that_stay_keep_their_weights_when_another_comes_or_goes() -> None:
    model = small()
    model.compile()
    model.fit(X, Y, verbose=0)
    trained = model.get_weights()
    model.pop()
    np.testing.assert_array_equal(model.get_weights()[0], trained[0])
    model.add(Dense(3, activation="softmax"))
    np.testing.assert_array_equal(model.get_weights()[0], trained[0])
    np.testing.assert_array_equal(model.get_weights()[1], trained[1])
    assert not np.array_equal(model.get_weights()[2], trained[2])


def test_a_model_without_layers_can_be_built_up_again() -> None:
    model = Sequential([Dense(3, input_shape=(5,))])
    model.pop()
    model.add(Dense(3, input_shape=(7,)))
    assert model.predict(np.zeros((2, 7))).shape == (2, 3)
    with pytest.raises(ModelError, match="no layers"):
        Sequential().pop()


def test_layers_are_named_as_keras_names_them() -> None:
    model = Sequential([Conv2D(1, 1), Conv2D(1, 1), AveragePooling2D(), MaxPooling2D(), Flatten()])
    model.add(Dense(1, name="F6"))
    assert [layer.name for layer in model.layers] == [
        "conv2d", "conv2d_1", "average_pooling2d", "max_pooling2d", "flatten", "F6",
    ]  # fmt: skip


CUBE = {"input_shape": (8, 8, 1)}


@pytest.mark.parametrize(
    ("layers", "sentence"),
    [
        ([Conv2D(2, 9, **CUBE)], "Conv2D needs a larger input"),
        ([Conv2D(2, 5, **CUBE), MaxPooling2D(5)], "MaxPooling2D needs a larger input"),
        ([Flatten(**CUBE), Dense(6), Reshape((2, 3))], "planes of a vector at the beginning only"),
        ([Flatten(**CUBE), Conv2D(2, 3)], "Conv2D expects \\(rows, columns, channels\\)"),
        ([Flatten(**CUBE), MaxPooling2D()], "MaxPooling2D expects"),
        ([Flatten(**CUBE), Input((8, 8, 1))], "Input comes before"),
        ([Input((8, 8, 1)), Flatten(input_shape=(8, 8, 2))], "one input shape"),
        ([Input((8, 8, 1)), Input((8, 8, 2))], "one input shape"),
        ([Flatten(name="a", **CUBE), Dense(3, name="a")], "different name.*'a' twice"),
        ([Dense(65_536, input_shape=(65_536,))], f"at most {LARGEST_MODEL} parameters"),
        ([Conv2D(65_536, 1, input_shape=(99, 99, 1))], f"at most {LARGEST_SAMPLE} values"),
        ([Flatten(input_shape=(65_536, 65_536, 65_536))], f"at most {LARGEST_SAMPLE} values"),
        (["tanh"], "lenet has the layers Reshape, Permute, Zero"),
        ([Dense], "lenet has the layers Reshape, Permute, Zero"),
    ],
)  # fmt: skip
def test_a_model_the_engine_cannot_run_is_refused_while_it_is_put_together(
    layers: list[Any], sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        Sequential(layers)


@pytest.mark.parametrize(
    "layers", [[Conv2D(2, 9)], [Flatten(), MaxPooling2D()], [Conv2D(65_536, 3), Flatten()]]
)
def test_a_model_that_does_not_know_its_input_yet_is_refused_when_it_does(
    layers: list[Layer],
) -> None:
    model = Sequential(layers)
    with pytest.raises(ModelError):
        model.build((20, 20, 2) if len(layers) == 2 else (8, 8, 2))


def test_a_model_without_layers_is_refused_when_it_is_used() -> None:
    for model in (Sequential(), Sequential(None), Sequential([Input((8, 8, 2))])):
        model.compile()
        for use in (
            lambda m: m.build(), lambda m: m.predict(X), lambda m: m.fit(X, Y, verbose=0),
            lambda m: m.evaluate(X, Y), lambda m: m.summary(), lambda m: m.output_shape,
        ):  # fmt: skip
            with pytest.raises(ModelError, match="no layers"):
                use(model)


@pytest.mark.parametrize("seed", [-1, 1.5, "1", True])
def test_a_seed_that_is_none_is_refused(seed: Any) -> None:
    with pytest.raises(ModelError, match="seed"):
        small(seed=seed)


KINDS = st.one_of(
    st.builds(
        Conv2D,
        st.integers(1, 3),
        st.tuples(st.integers(1, 4), st.integers(1, 4)),
        padding=st.sampled_from(["valid", "same"]),
        activation=st.sampled_from(["tanh", "relu", None]),
        use_bias=st.booleans(),
    ),
    st.builds(AveragePooling2D, st.integers(1, 3)),
    st.builds(MaxPooling2D, st.integers(1, 3)),
    st.builds(Flatten),
    st.builds(Dense, st.integers(1, 3), st.sampled_from(["softmax", "sigmoid", None])),
)


@given(
    st.lists(KINDS, min_size=1, max_size=5),
    st.lists(st.integers(1, 7), min_size=1, max_size=3).map(tuple),
)
@settings(max_examples=300, deadline=None)
def test_whatever_can_be_built_can_be_run_and_all_else_is_refused(
    layers: list[Layer], shape: tuple[int, ...]
) -> None:
    try:
        model = Sequential([Input(shape), *layers])
    except ModelError:
        return
    answers = model.predict(np.zeros((3, *shape)))
    assert answers.shape == (3, *model.output_shape)
    assert [m.shape[1:] for m in model.maps(np.zeros((2, *shape))).values()] == [
        made for _, made in model.layer_shapes()
    ]
    assert [w.shape for w in model.get_weights()] == list(model.weight_shapes().values())
    if len(model.output_shape) != 1:
        with pytest.raises(ModelError, match="expects a vector from the last layer"):
            model.compile("sgd", "mse")
        return
    model.compile("sgd", "mse")
    model.fit(np.zeros((3, *shape)), np.zeros((3, *model.output_shape)), verbose=0)


# Parameters


def test_the_tutorials_weights_are_in_keras_order_and_shapes() -> None:
    assert [array.shape for array in lenet.tutorial().get_weights()] == [
        (3, 3, 1, 6), (6,), (3, 3, 6, 16), (16,), (400, 128), (128,), (128, 10), (10,),
    ]  # fmt: skip


def by_loops(model: Sequential, x: Any) -> Any:
    """The forward pass of ``small`` with kernels as Keras holds them, a number at a time."""
    kernel, bias, dense, dense_bias = (array.astype(float) for array in model.get_weights())
    answers = []
    for image in x:
        conv = np.empty((6, 7, 4))
        for i, j, o in np.ndindex(conv.shape):
            conv[i, j, o] = math.tanh(
                bias[o] + (kernel[..., o] * image[i : i + 3, j : j + 2]).sum()
            )
        pooled = np.empty((3, 3, 4))
        for i, j, o in np.ndindex(pooled.shape):
            pooled[i, j, o] = conv[2 * i : 2 * i + 2, 2 * j : 2 * j + 2, o].max()
        logits = pooled.ravel() @ dense + dense_bias
        answers.append(np.exp(logits) / np.exp(logits).sum())
    return np.array(answers)


def test_get_weights_are_what_the_answers_are_made_of() -> None:
    model = small()
    model.set_weights([NOISE.normal(size=array.shape) for array in model.get_weights()])
    np.testing.assert_allclose(model.predict(X), by_loops(model, X), atol=1e-6)


def test_set_weights_takes_what_get_weights_gives() -> None:
    one, other = small(seed=1), small(seed=2)
    other.set_weights(one.get_weights())
    np.testing.assert_array_equal(one.predict(X), other.predict(X))


def test_get_weights_gives_copies() -> None:
    model = small()
    expected = model.predict(X)
    for array in model.get_weights():
        array[:] = 7
    np.testing.assert_array_equal(model.predict(X), expected)


@pytest.mark.parametrize(
    "change",
    [
        lambda weights: weights[:-1],
        lambda weights: [*weights, weights[0]],
        lambda weights: weights[::-1],
        lambda weights: [np.swapaxes(weights[0], 0, 1), *weights[1:]],
        lambda weights: [weights[0].astype(str), *weights[1:]],
        lambda weights: [weights[0] + 1j, *weights[1:]],
        lambda weights: [[[1], [1, 2]], *weights[1:]],
        lambda weights: [],
    ],
)
def test_other_arrays_are_refused_and_the_weights_stay(change: Any) -> None:
    model = small()
    before = model.get_weights()
    with pytest.raises(ModelError, match="expected"):
        model.set_weights(change(model.get_weights()))
    for a, b in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    ("place", "limit"), [(0, math.sqrt(6 / (6 * (5 + 40)))), (2, math.sqrt(6 / (360 + 200)))]
)
def test_kernels_start_glorot_uniform_and_biases_at_zero(place: int, limit: float) -> None:
    """Fans of a convolution: its field times its channels."""
    model = Sequential(
        [Conv2D(40, (3, 2), input_shape=(5, 4, 5)), Flatten(), Dense(200), Dense(3)], seed=3
    )
    kernel, bias = model.get_weights()[place : place + 2]
    assert 0.99 * limit < abs(kernel).max() <= limit
    assert abs(kernel.mean()) < 4 * limit / math.sqrt(3 * kernel.size)
    assert kernel.std() == pytest.approx(limit / math.sqrt(3), rel=0.05)
    assert not bias.any()


def test_the_seed_decides_the_start() -> None:
    one, same, other = (small(seed=seed).get_weights()[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def test_a_model_without_parameters_has_none() -> None:
    model = Sequential([Flatten(input_shape=(8, 8, 2))])
    assert model.get_weights() == []
    assert model.count_params() == 0
    np.testing.assert_array_equal(model.predict(X), X.reshape(20, -1))


# Compiled


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"optimizer": "ftrl"}, "optimizers sgd, rmsprop, .* sdlm; received 'ftrl'"),
        ({"loss": "beauty"}, "losses binary_crossentropy, .*, squared_hinge; received 'beauty'"),
        ({"loss": lambda y, p: p - y}, "one of your own, '<lambda>': choose among .* to metrics"),
        ({"loss": "mse", "loss_weights": [1, 2]}, "one loss weight, for one output"),
        ({"metrics": ["beauty"]}, "metrics accuracy, auc, .*; received 'beauty'"),
        ({"metrics": [3]}, "metrics accuracy, auc, .*; received 3"),
        ({"target_tensors": [1]}, "compile supports optimizer, .*; received target_tensors"),
    ],
)
def test_what_the_engine_does_not_have_is_refused(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        small().compile(**options)


@pytest.mark.parametrize("last", [Conv2D(2, 3), MaxPooling2D()])
def test_planes_at_the_end_can_be_predicted_but_have_no_loss(last: Layer) -> None:
    model = Sequential([Input((8, 8, 2)), last])
    assert model.predict(X).shape == (20, *model.output_shape)
    with pytest.raises(ModelError, match=r"a vector from the last layer.*end with Flatten\(\) and"):
        model.compile(loss="mse")
    late = Sequential()
    late.compile(loss="mse")
    late.add(last)
    for use in (late.fit, late.evaluate):
        with pytest.raises(ModelError, match="a vector from the last layer"):
            use(X, np.zeros((20, *model.output_shape)), verbose=0)


def test_a_model_that_is_not_compiled_says_so() -> None:
    for use in (small().fit, small().evaluate):
        with pytest.raises(ModelError, match="call compile"):
            use(X, Y)


@pytest.mark.parametrize("name", ["accuracy", "acc"])
@pytest.mark.parametrize("wrap", [lambda name: name, lambda name: [name], lambda name: (name,)])
def test_accuracy_is_called_what_it_was_asked_for_as(name: str, wrap: Any) -> None:
    model = small()
    model.compile(metrics=wrap(name))
    history = model.fit(X, Y, verbose=0, validation_split=0.5)
    assert list(history.history) == sorted(["loss", name, "val_loss", f"val_{name}"])


def test_compiling_again_forgets_the_moments_and_keeps_the_weights() -> None:
    model = small()
    model.compile()
    model.fit(X, Y, verbose=0)
    weights = model.get_weights()
    model.compile()
    np.testing.assert_array_equal(model.get_weights()[0], weights[0])
    assert model.state().updates == 0
    assert not model.state().first_moments.any()


# Answers


def test_evaluate_gives_the_mean_loss_and_the_share_of_right_answers() -> None:
    model = small()
    model.compile(metrics=["accuracy"])
    answers = model.predict(X).astype(float)
    loss, accuracy = model.evaluate(X, Y)
    assert loss == pytest.approx(-np.log(answers[np.arange(20), Y]).mean(), rel=1e-5)
    assert accuracy == (answers.argmax(axis=1) == Y).mean()
    assert model.evaluate(X, Y, return_dict=True) == {"loss": loss, "accuracy": accuracy}
    assert model.evaluate(X, Y, 7, 0) == model.evaluate(X, Y, batch_size=2, verbose=0)
    assert model.evaluate(X, Y, threads=1) == [loss, accuracy]


def test_evaluate_weighs_the_samples() -> None:
    model = small()
    model.compile()
    weights = NOISE.uniform(size=20)
    answers = model.predict(X).astype(float)
    expected = (weights * -np.log(answers[np.arange(20), Y])).mean()
    assert model.evaluate(X, Y, sample_weight=weights) == pytest.approx(expected, rel=1e-5)


def test_without_metrics_evaluate_gives_the_loss_alone() -> None:
    model = small()
    model.compile(SGD())
    assert isinstance(model.evaluate(X, Y), float)


def test_evaluating_no_samples_is_refused_and_predicting_none_gives_none() -> None:
    model = small()
    model.compile()
    with pytest.raises(ModelError, match="at least one sample"):
        model.evaluate(X[:0], Y[:0])
    assert model.predict(X[:0]).shape == (0, 3)


def test_predict_answers_float32_rows_that_sum_to_1() -> None:
    answers = small().predict(X)
    assert answers.dtype == np.float32
    assert answers.shape == (20, 3)
    np.testing.assert_allclose(answers.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_array_equal(small()(X), answers)


@pytest.mark.parametrize("options", [{"batch_size": 1}, {"verbose": 0}, {"threads": 3}])
def test_keras_settings_of_predict_change_no_answer(options: dict[str, Any]) -> None:
    many = np.tile(X, (10, 1, 1, 1))
    np.testing.assert_array_equal(small().predict(many, **options), small().predict(many))


def test_one_picture_and_many_are_answered_alike() -> None:
    model = small()
    whole = model.predict(X)
    for k in range(3):
        np.testing.assert_allclose(model.predict(X[k : k + 1])[0], whole[k], atol=1e-6)


@pytest.mark.parametrize(
    ("use", "sentence"),
    [
        (lambda m: m.predict(X, workers=3), "predict supports x, .*; received workers"),
        (lambda m: m.evaluate(X, Y, workers=3), "evaluate supports x, y, .*; received workers"),
        (lambda m: m.predict(X[0]), r"shape \(n, 8, 8, 2\), received \(8, 8, 2\)"),
        (lambda m: m.predict("picture.png"), "input of"),
        (lambda m: m.predict(X + 1j), "real numbers"),
        (lambda m: m.maps(X[:, :4]), "input of shape"),
        (lambda m: m.evaluate(X, Y[:3]), "a target for each of 20"),
    ],
)
def test_wrong_arguments_are_refused(use: Any, sentence: str) -> None:
    model = small()
    model.compile()
    with pytest.raises(ModelError, match=sentence):
        use(model)


def test_planes_of_one_channel_may_come_without_it() -> None:
    model = lenet.tutorial()
    x = NOISE.normal(size=(3, 28, 28, 1))
    np.testing.assert_array_equal(model.predict(x[..., 0]), model.predict(x))


def test_a_vector_may_go_in() -> None:
    model = Sequential([Dense(4, "tanh", input_shape=(6,)), Dense(2)])
    x = NOISE.normal(size=(5, 6))
    kernel, bias, last, last_bias = (array.astype(float) for array in model.get_weights())
    expected = np.tanh(x @ kernel + bias) @ last + last_bias
    np.testing.assert_allclose(model.predict(x), expected, atol=1e-5)
    assert list(model.maps(x)) == ["dense", "dense_1"]
    flat = Sequential([Flatten(input_shape=(6,)), Dense(2)])
    assert flat.predict(x).shape == (5, 2)


def test_maps_gives_each_layers_output_by_its_name() -> None:
    model = small()
    maps = model.maps(X)
    assert {name: array.shape for name, array in maps.items()} == {
        "conv2d": (20, 6, 7, 4),
        "max_pooling2d": (20, 3, 3, 4),
        "flatten": (20, 36),
        "dense": (20, 3),
    }
    np.testing.assert_array_equal(maps["flatten"], maps["max_pooling2d"].reshape(20, 36))
    np.testing.assert_allclose(maps["dense"], model.predict(X), atol=1e-6)


# Kept


def test_a_saved_model_is_loaded_as_it_was(tmp_path: Any) -> None:
    model = small(seed=4, normalisation="l2")
    model.compile()
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model")
    again = lenet.load(tmp_path / "model")
    assert type(again) is Sequential
    assert again.get_config() == model.get_config()
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert load_model(str(tmp_path / "model")).normalisation == "l2"


def test_a_config_builds_the_same_model_again() -> None:
    model = small(seed=4)
    again = Sequential.from_config(model.get_config())
    for a, b in zip(again.get_weights(), model.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_multiply_adds_can_be_counted() -> None:
    assert lenet.models.multiply_add_peak(1) > 1e8


def test_the_face_offers_what_the_tutorial_imports() -> None:
    names: Sequence[str] = ("Sequential", "Model")
    assert all(hasattr(lenet.models, name) for name in names)
    assert issubclass(lenet.Sequential, Model)
    assert set(dir(lenet)) >= {"datasets", "layers", "models", "tutorial", "load", "Sequential"}
    with pytest.raises(AttributeError, match="no attribute 'mlx'"):
        _ = lenet.mlx


def test_what_is_no_model_is_told_by_all_that_take_one(tmp_path):
    for take in (
        lambda one: lenet.onnx.export(one, tmp_path / "a.onnx"),
        lambda one: lenet.torch.export(one, tmp_path / "a.safetensors"),
        lambda one: lenet.torch.load(tmp_path / "a.safetensors", like=one),
        lambda one: lenet.mlflow.export(one, tmp_path / "a.mlflow"),
    ):
        with pytest.raises(ModelError, match=r"expected a model, such as .*, received 'modern'"):
            take("modern")
    assert not list(tmp_path.iterdir())
