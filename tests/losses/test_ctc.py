"""CTC: the loss of whole strings against slow and obvious oracles, and networks that learn them."""

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.typing import NDArray

from lenet import _engine, losses
from lenet.callbacks import Callback
from lenet.errors import ModelError
from lenet.layers import AveragePooling2D, Conv2D, Dense, EngineLayer, Flatten, MaxPooling2D
from lenet.models import Sequential, load_model
from lenet.optimizers import CosineDecay, StochasticDiagonalLM

CTC = losses.EngineLoss("ctc")
INSTRUCTION_SETS = _engine.instruction_sets()


def logits_network(positions: int, classes: int, instructions: str = "") -> _engine.Network:
    """Its kernel is its answers (positions, classes) to the unit matrix, and so is the gradient."""
    layer = EngineLayer("Conv2D", classes, 1, 1, False, False, "linear", True, ())
    return _engine.Network((1, positions, positions), [layer], instructions)


def loss_and_gradient(
    logits: NDArray[Any], labels: Any, copies: int = 1, instructions: str = ""
) -> tuple[float, NDArray[np.float32]]:
    """The engine's, of so many equal samples: more than 4 lie in lanes."""
    positions, classes = logits.shape
    network = logits_network(positions, classes, instructions)
    network.parameters[:] = logits.ravel()
    x = np.tile(np.eye(len(logits), dtype=np.float32), (copies, 1, 1, 1))
    y = np.tile(np.array(labels, np.int32), (copies, 1))
    loss = network.loss_and_gradient(x, y, None, None, CTC)
    return loss, network.gradient.reshape(logits.shape)


def spelled(path: tuple[int, ...]) -> list[int]:
    """A path's labels: repeats taken once, blanks left out."""
    return [label for label, _ in itertools.groupby(path) if label != 0]


def over_all_paths(logits: NDArray[Any], labels: list[int]) -> tuple[float, NDArray[np.float64]]:
    """-log of the sum of the chances of all paths that spell the labels, and its gradient."""
    chances = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    places = np.arange(len(logits))
    total, shown = 0.0, np.zeros(logits.shape)
    for path in itertools.product(range(logits.shape[1]), repeat=len(logits)):
        if spelled(path) == labels:
            chance = chances[places, path].prod()
            total += chance
            shown[places, path] += chance
    return -np.log(total), chances - shown / total


STRINGS = [[], [1], [3], [1, 2], [2, 2], [3, 3, 3], [1, 2, 1], [1, 1, 2], [1, 2, 3, 1, 2]]


@pytest.mark.parametrize("instructions", INSTRUCTION_SETS)
@pytest.mark.parametrize("copies", [1, 7])
@pytest.mark.parametrize("labels", STRINGS, ids=str)
def test_loss_and_gradient_are_those_of_the_sum_over_all_paths(
    labels: list[int], copies: int, instructions: str
) -> None:
    for seed in range(3):
        logits = np.random.default_rng(seed).normal(0, 2, (5, 4)).astype(np.float32)
        padded = labels + [0] * (seed + 5 - len(labels))
        loss, gradient = loss_and_gradient(logits, padded, copies, instructions)
        expected, expected_gradient = over_all_paths(logits.astype(float), labels)
        assert loss == pytest.approx(expected, rel=1e-6)
        np.testing.assert_allclose(gradient, expected_gradient, rtol=0, atol=3e-7)


def test_a_string_of_nothing_is_read_from_blanks_alone() -> None:
    logits = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    blanks = logits[:, 0] - np.log(np.exp(logits).sum(1))
    for labels in ([], [0, 0]):
        assert loss_and_gradient(logits, labels)[0] == pytest.approx(-blanks.sum(), rel=1e-6)


def jax_loss(logits: Any, labels: list[int]) -> Any:
    """Graves's forward algorithm, state after state: state 2k + 1 is label k, the others blanks."""
    states = np.array([0, *itertools.chain.from_iterable((label, 0) for label in labels)])
    logs = jax.nn.log_softmax(logits)[:, states]
    never, number = -1e30, np.arange(len(states))
    skips = (number > 1) & (states != 0) & (states != np.roll(states, 2))

    def step(row: Any, log: Any) -> tuple[Any, None]:
        from_one_back = jnp.where(number > 0, jnp.roll(row, 1), never)
        from_two_back = jnp.where(skips, jnp.roll(row, 2), never)
        ways = jnp.stack([row, from_one_back, from_two_back])
        return log + jax.scipy.special.logsumexp(ways, 0), None

    row, _ = jax.lax.scan(step, jnp.where(number < 2, logs[0], never), logs[1:])
    return -jax.scipy.special.logsumexp(row[-2:])


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("spread", [1, 10, 100])
@pytest.mark.parametrize("labels", [[4], [2, 2, 2, 2, 2, 2], [5, 1, 1, 3, 2, 5, 4]], ids=str)
def test_loss_and_gradient_of_longer_strips_are_jaxs(labels: list[int], spread: int) -> None:
    logits = np.random.default_rng(spread).normal(0, spread, (13, 6)).astype(np.float32)
    expected, expected_gradient = jax.jit(
        jax.value_and_grad(lambda given: jax_loss(given, labels))
    )(logits.astype(float))
    loss, gradient = loss_and_gradient(logits, labels)
    assert loss == pytest.approx(float(expected), rel=1e-6)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=0, atol=3e-7)


def test_a_string_less_likely_than_any_double_still_has_a_loss_and_a_gradient() -> None:
    logits = np.zeros((40, 3), np.float32)
    logits[:, 0] = 50
    loss, gradient = loss_and_gradient(logits, [1, 2] * 20)
    assert loss == pytest.approx(40 * 50)
    np.testing.assert_allclose(gradient[::2, 1], -1, atol=1e-6)
    np.testing.assert_allclose(gradient[:, 0], 1, atol=1e-6)


def test_accuracy_is_the_share_of_strings_that_the_best_path_spells() -> None:
    best = [1, 1, 0, 1, 2, 2]
    network = logits_network(6, 4)
    network.parameters[:] = np.eye(4)[best].ravel()
    x = np.eye(6, dtype=np.float32).reshape(1, 1, 6, 6)
    for labels, right in [([1, 1, 2], 1), ([1, 2, 0], 0), ([1, 1, 0], 0), ([1, 1, 2, 2], 0)]:
        y = np.array([labels], np.int32)
        assert network.evaluate(x, y, None, None, CTC).correct == right, labels
    network.parameters[:] = np.eye(4)[[0] * 6].ravel()
    assert network.evaluate(x, np.zeros((1, 2), np.int32), None, None, CTC).correct == 1


# Networks


def reader(
    width: int = 36, activation: str = "tanh", seed: int = 0, pool: Any = MaxPooling2D
) -> Sequential:
    """Reads strips of 12 rows: a step of 4 columns, 3 labels and the blank."""
    return Sequential(
        [
            Conv2D(4, 3, activation=activation, input_shape=(12, width, 1)),
            pool(),
            Conv2D(6, (3, 3), activation=activation),
            AveragePooling2D((1, 2)),
            Conv2D(12, (3, 2), activation=activation),
            Conv2D(4, (1, 1)),
        ],
        seed=seed,
    )


def strips(count: int, width: int = 36, seed: int = 0) -> tuple[NDArray[Any], NDArray[Any]]:
    """Up to three marks somewhere on each strip: a bar, a ring, a dash; some strips are empty."""
    marks = np.zeros((4, 8, 5), np.float32)
    marks[1, :, 2] = 1
    marks[2, 1:7] = 1
    marks[2, 2:6, 1:4] = 0
    marks[3, 4] = 1
    chance = np.random.default_rng(seed)
    x, y = np.zeros((count, 12, width, 1), np.float32), np.zeros((count, 3), np.int64)
    for strip, labels in zip(x, y, strict=True):
        left = int(chance.integers(1, 5))
        for k in range(int(chance.integers(0, 4))):
            labels[k] = chance.integers(1, 4)
            strip[2:10, left : left + 5, 0] = marks[labels[k]]
            left += int(chance.integers(8, 10))
    return x, y


def compiled(model: Sequential, **options: Any) -> Sequential:
    model.compile(**{"optimizer": "adam", "loss": "ctc", "metrics": ["accuracy"], **options})
    return model


@pytest.mark.parametrize("count", [3, 19])
@pytest.mark.parametrize("activation", ["tanh", "scaled_tanh", "sigmoid"])
def test_the_gradient_of_a_whole_network_is_that_of_differences(
    activation: str, count: int
) -> None:
    network = reader(activation=activation, seed=3, pool=AveragePooling2D).network
    x, y = strips(count, seed=2)
    x += np.random.default_rng(4).normal(0, 0.1, x.shape).astype(np.float32)
    weights = np.linspace(0.5, 2, count).astype(np.float32)
    data = (x, y.astype(np.int32), None, weights, CTC)
    network.loss_and_gradient(*data)
    gradient, kept = network.gradient.astype(float), network.parameters.copy()
    for seed in range(3):
        direction = np.random.default_rng(seed).choice([-1, 1], len(kept))
        sides = []
        for step in (1, -1):
            network.parameters[:] = kept + step / 4096 * direction
            sides.append(network.evaluate(*data).loss / count)
        along = (gradient * direction).sum()
        assert (sides[0] - sides[1]) * 2048 == pytest.approx(along, rel=0.01, abs=0.01)


def test_a_network_learns_to_read_strips_without_an_error() -> None:
    model = compiled(reader(), optimizer="adam")
    model.optimizer.learning_rate = 0.01
    history = model.fit(*strips(600), epochs=20, verbose=0, validation_data=strips(100, seed=1))
    assert history.history["val_accuracy"][0] < 0.9
    loss, accuracy = model.evaluate(*strips(300, seed=2))
    assert accuracy == 1
    assert loss < 0.05
    wide, labels = strips(1, width=40, seed=6)
    best = model.sweep(wide)[0, 0].argmax(-1)
    assert spelled(tuple(best)) == labels[labels > 0].tolist()


def test_any_number_of_threads_trains_the_same_bytes() -> None:
    x, y = strips(53)
    states = []
    for threads in (1, 2, 5):
        model = compiled(reader())
        model.fit(x, y, batch_size=24, epochs=2, verbose=0, threads=threads)
        assert model.evaluate(x, y, threads=threads) == model.evaluate(x, y, threads=1)
        states.append(model.state().parameters.tobytes())
    assert states[0] == states[1] == states[2]


def test_a_weight_counts_a_sample_so_often() -> None:
    x, y = strips(6)
    model = compiled(reader(), metrics=None)
    twice = model.evaluate(x, y, sample_weight=[2, 0, 0, 0, 0, 0])
    assert twice == pytest.approx(2 * model.evaluate(x[:1], y[:1]) / 6, rel=1e-5)


def test_validation_is_held_out_and_schedules_and_callbacks_run() -> None:
    seen = []

    class Seen(Callback):
        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seen.append(sorted(logs))

    model = compiled(reader(), optimizer="sgd")
    model.optimizer.learning_rate = CosineDecay(0.01, 10)
    model.fit(*strips(40), epochs=2, verbose=0, validation_split=0.25, callbacks=[Seen()])
    assert seen == [["accuracy", "loss", "val_accuracy", "val_loss"]] * 2


class Strips:
    """A source: other strips each epoch, in each block as many columns of labels as it needs."""

    def __len__(self) -> int:
        return 40

    def blocks(self, epoch: int, size: int) -> Iterator[tuple[Any, Any]]:
        x, y = strips(40, seed=epoch)
        for begin in range(0, 40, size):
            labels = y[begin : begin + size]
            yield x[begin : begin + size], labels[:, : max(1, (labels > 0).sum(1).max())]


def test_a_source_gives_its_own_strings() -> None:
    from_source, from_arrays = compiled(reader()), compiled(reader())
    from_source.fit(Strips(), epochs=2, verbose=0, batch_size=8)
    for epoch in range(2):
        from_arrays.fit(*strips(40, seed=epoch), verbose=0, batch_size=8, shuffle=False)
    assert from_source.state().parameters.tobytes() == from_arrays.state().parameters.tobytes()


def test_how_it_was_compiled_is_saved_and_loaded(tmp_path: Path) -> None:
    x, y = strips(20)
    model = compiled(reader(), loss=losses.CTC())
    model.fit(x, y, verbose=0)
    model.save(tmp_path / "reader")
    again = load_model(tmp_path / "reader")
    assert again.loss == losses.get("ctc") == model.loss
    assert again.evaluate(x, y) == model.evaluate(x, y)
    np.testing.assert_array_equal(again.predict(x), model.predict(x))


def test_parameters_go_from_a_wide_network_to_a_narrow_one_that_is_swept() -> None:
    wide, narrow = reader(40, seed=4), reader(16)
    narrow.set_weights(wide.get_weights())
    x = strips(5, 40)[0]
    np.testing.assert_array_equal(narrow.sweep(x, threads=1), wide.predict(x))
    assert narrow.sweep(x[:, :, :16]).shape == narrow.predict(x[:, :, :16]).shape == (5, 1, 1, 4)


def test_a_network_whose_input_is_not_known_yet_is_checked_when_it_is_fitted() -> None:
    model = Sequential([Conv2D(4, 3), Conv2D(3, (1, 1))])
    model.compile(loss="ctc")
    with pytest.raises(ModelError, match=r"one row of positions .* it makes \(10, 34, 3\)"):
        model.fit(*strips(4), verbose=0)


# What is refused

LAST = [
    ([Flatten(), Dense(4)], "a Conv2D with activation linear as the last layer; received a Dense"),
    ([Conv2D(4, 12, activation="relu")], "received a Conv2D with activation relu"),
    ([Conv2D(4, 11)], r"it makes \(2, 22, 4\)"),
    ([Conv2D(1, 12)], r"at least two classes"),
]


@pytest.mark.parametrize(("layers", "sentence"), LAST)
def test_a_last_layer_without_positions_is_refused(layers: list[Any], sentence: str) -> None:
    model = Sequential([Conv2D(2, 1, input_shape=(12, 32, 1)), *layers])
    with pytest.raises(ModelError, match=sentence):
        model.compile(loss="ctc")


REFUSED = [
    ([1, 2], r"a row of labels a sample, \(n, L\), received \(2,\)"),
    ([[[1], [2]], [[1], [2]]], r"a row of labels a sample"),
    ([[1, 4], [1, 2]], "labels from 1 to 3 for 4 classes, and 0 behind them; received 1 to 4"),
    ([[1, -1], [1, 2]], "received -1 to 2"),
    ([[1, 0.5], [1, 2]], "whole numbers"),
    ([[1, np.nan], [1, 2]], "whole numbers"),
    ([[1, 0], [0, 2]], "zeros only behind"),
    ([[1] * 4, [2] * 4], "sample 0 needs 7 positions, .* the network has 6"),
    ([[1, 2, 3, 1, 2, 3, 1], [0] * 7], "sample 0 needs 7 positions"),
    ([[1, 2, 3, 1, 2, 3], [1, 2, 3, 1, 2, 2]], "sample 1 needs 7 positions"),
    ([[1, 2], [1, 2], [1, 2]], "a target for each of 2 samples"),
]


@pytest.mark.parametrize(("y", "sentence"), REFUSED)
def test_strings_that_cannot_be_are_refused_before_anything_changes(y: Any, sentence: str) -> None:
    model = compiled(reader())
    before = model.state().parameters
    for use in (model.fit, model.evaluate):
        with pytest.raises(ModelError, match=sentence):
            use(np.zeros((2, 12, 36, 1)), y, verbose=0)
    np.testing.assert_array_equal(model.state().parameters, before)


def test_a_string_that_needs_every_position_is_taken() -> None:
    model = compiled(reader(), metrics=None)
    y = [[1, 2, 3, 1, 2, 3], [1, 1, 2, 2, 0, 0]]
    assert model.output_shape == (1, 6, 4)
    assert np.isfinite(model.evaluate(strips(2)[0], y))


@pytest.mark.parametrize("optimizer", ["sdlm", StochasticDiagonalLM()])
def test_an_optimizer_of_second_derivatives_is_refused(optimizer: Any) -> None:
    with pytest.raises(ModelError, match="sdlm needs second derivatives, which ctc has not"):
        reader().compile(optimizer, "ctc")


def strings(*rows: list[int]) -> Any:
    return np.array(rows, np.int32)


@pytest.mark.parametrize(
    "labels",
    [strings([1, 2, 3]).ravel(), strings([1], [2]), strings([4]), strings([-1]), strings([0, 1]),
     strings([1, 1, 1])],
)  # fmt: skip
def test_the_engine_checks_for_itself(labels: NDArray[np.int32]) -> None:
    network = logits_network(4, 4)
    x = np.eye(4, dtype=np.float32)[None, None]
    with pytest.raises(ValueError, match=r"expected a row of labels|a label is not|a string needs"):
        network.loss_and_gradient(x, labels, None, None, CTC)


def test_the_engine_has_no_second_derivatives_and_wants_one_row_and_labels() -> None:
    network, x = logits_network(4, 4), np.eye(4, dtype=np.float32)[None, None]
    with pytest.raises(ValueError, match="second derivatives"):
        network.curvature(x, strings([1]), None, None, CTC)
    with pytest.raises(ValueError, match="expected labels"):
        network.evaluate(x, None, None, None, CTC)
    with pytest.raises(ValueError, match="features at the end"):
        network.evaluate(x, np.array([1], np.int32), None, None, losses.EngineLoss("mse"))
    rows = _engine.Network((2, 4, 1), [EngineLayer("Conv2D", 3, 1, 1)])
    with pytest.raises(ValueError, match="one row"):
        rows.evaluate(np.zeros((1, 2, 4, 1), np.float32), strings([1]), None, None, CTC)
