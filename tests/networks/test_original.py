"""LeNet-5 of 1998 against a model written from the paper, differentiated by JAX; and its centers.

x: float32 (n, 32, 32, 1). Weights are in the order of ``get_weights``: kernel or coefficient and
bias of C1, S2, C3, S4, C5, F6, then the centers.
"""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import lenet
from lenet import _engine, losses
from lenet.digits.normalisation import network_input
from lenet.errors import ModelError
from lenet.layers import RBF
from lenet.layers.centers import digit_centers
from lenet.losses import Loss
from lenet.models import Sequential
from lenet.models.lowering import lowered
from lenet.networks import NETWORKS, TABLE_I, original_layers

MAPS = ("C1", "S2", "C3", "S4", "C5", "F6", "penalties")
SHAPES = ((28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (1, 1, 120), (84,), (10,))
# The paper's Table I, column by column: a C3 map and the S2 maps that it reads.
TABLE = """
0:012 1:123 2:234 3:345 4:045 5:015 6:0123 7:1234 8:2345 9:0345 10:0145 11:0125 12:0134 13:1245
14:0235 15:012345
"""
READS = [[int(one) for one in column.split(":")[1]] for column in TABLE.split()]
READ = np.array([[float(c in reads) for reads in READS] for c in range(6)])
LOSSES = {
    "equation 8": losses.maximum_likelihood(),
    "equation 9, j = 4": losses.maximum_a_posteriori(j=4.0),
    "equation 9, j infinite": losses.maximum_a_posteriori(),
    "equation 9 of half the distance": losses.maximum_a_posteriori(j=4.0, scale=0.5),
}
COUNTS = (1, 3, 16, 21)


# The model of the paper.


def squash(a: Any) -> Any:
    """f(a) = A tanh(S a)."""
    return 1.7159 * jnp.tanh(2 / 3 * a)


def convolve(x: Any, kernel: Any) -> Any:
    """The sum over the kernel's places of what lies under each."""
    axes = ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(x, kernel, (1, 1), "VALID", dimension_numbers=axes)


def subsample(x: Any, coefficient: Any, bias: Any) -> Any:
    """The four inputs are added, not averaged."""
    added = x[:, ::2, ::2] + x[:, 1::2, ::2] + x[:, ::2, 1::2] + x[:, 1::2, 1::2]
    return squash(coefficient * added + bias)


def third_layer(x: Any, kernel: Any, bias: Any) -> Any:
    """Each of C3's maps sums over the S2 maps of Table I, and over no other."""
    return squash(convolve(x, kernel * READ) + bias)


def paper_maps(weights: list[Any], x: Any) -> dict[str, Any]:
    c1, c1_bias, s2, s2_bias, c3, c3_bias, s4, s4_bias, c5, c5_bias, f6, f6_bias, centers = weights
    maps = {"C1": squash(convolve(x, c1) + c1_bias)}
    maps["S2"] = subsample(maps["C1"], s2, s2_bias)
    maps["C3"] = third_layer(maps["S2"], c3, c3_bias)
    maps["S4"] = subsample(maps["C3"], s4, s4_bias)
    maps["C5"] = squash(convolve(maps["S4"], c5) + c5_bias)
    maps["F6"] = squash(maps["C5"][:, 0, 0] @ f6 + f6_bias)
    maps["penalties"] = ((maps["F6"][:, None] - centers) ** 2).sum(-1)
    return maps


def paper_loss(weights: list[Any], x: Any, labels: Any, share: Any, loss: Loss) -> Any:
    """Eq. 8 or eq. 9; ``share`` is each sample's part of the mean, 0 for one that is not there."""
    penalties = loss.penalty_scale * paper_maps(weights, x)["penalties"]
    errors = penalties[jnp.arange(len(x)), labels]
    if isinstance(loss, losses.MaximumAPosteriori):
        errors += jnp.log(jnp.exp(-loss.j) + jnp.exp(-penalties).sum(-1))
    return (errors * share).sum()


# The engine against it.


def made(*, trainable: bool = False) -> Sequential:
    """The network with weights that are no small numbers, centers too where they are trained."""
    layers = original_layers()
    if trainable:
        noise = np.random.default_rng(8).normal(0, 0.2, (10, 84))
        layers[-1] = RBF(digit_centers() + noise, trainable=True, name="penalties")
    model = Sequential(layers, "original", seed=4)
    weights: list[Any] = model.get_weights()
    chance = np.random.default_rng(9)
    for place in (1, 2, 3, 5, 6, 7, 9, 11):
        weights[place] = chance.uniform(-0.4, 0.4, weights[place].shape)
    for place in (2, 6):
        weights[place] += 0.6
    model.set_weights(weights)
    return model


def data(count: int) -> tuple[Any, Any]:
    noise = np.random.default_rng(6)
    images = noise.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    return network_input(images, "original"), noise.integers(0, 10, count).astype(np.int32)


def engines(model: Sequential) -> list[_engine.Network]:
    """The model in the engine, once for each instruction set."""
    layers = lowered(model.layers, model.layer_shapes()).layers
    networks = [_engine.Network((32, 32, 1), layers, name) for name in _engine.instruction_sets()]
    for network in networks:
        network.parameters[:] = model.network.parameters
    return networks


def test_the_connections_are_those_of_table_1() -> None:
    assert [list(reads) for reads in TABLE_I] == READS
    assert sum(map(len, TABLE_I)) == 60
    assert len(set(TABLE_I)) == 16


def test_the_maps_have_the_papers_names_and_shapes() -> None:
    maps = made().maps(data(2)[0])
    assert [name for name in maps if name != "flatten"] == list(MAPS)
    assert [maps[name].shape for name in MAPS] == [(2, *shape) for shape in SHAPES]


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("trainable", [False, True])
def test_every_map_is_the_papers(trainable: bool) -> None:
    model, (images, _) = made(trainable=trainable), data(max(COUNTS))
    weights = [weight.astype(float) for weight in model.get_weights()]
    papers = jax.jit(paper_maps)(weights, images.astype(float))
    for count in COUNTS:
        x, expected = images[:count], {name: np.asarray(papers[name])[:count] for name in MAPS}
        maps = model.maps(x)
        for name in MAPS:
            scale = float(abs(expected[name]).max())
            np.testing.assert_allclose(maps[name], expected[name], rtol=0, atol=1e-5 * scale)
        np.testing.assert_array_equal(model.predict(x), maps["penalties"])
        for network in engines(model):
            atol = 1e-5 * float(expected["penalties"].max())
            np.testing.assert_allclose(network.predict(x), expected["penalties"], rtol=0, atol=atol)


@pytest.mark.slow
@pytest.mark.usefixtures("double_precision")
@pytest.mark.parametrize("trainable", [False, True])
@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
def test_every_gradient_is_the_papers(loss: Loss, trainable: bool) -> None:
    model, (x, labels) = made(trainable=trainable), data(max(COUNTS))
    if loss.name == "maximum_a_posteriori":  # penalties near each other, so that all classes count
        weights = model.get_weights()
        weights[-1] = weights[-1] * np.float32(0.1)
        model.set_weights(weights)
    weights = [weight.astype(float) for weight in model.get_weights()]
    differentiate = jax.jit(
        jax.value_and_grad(lambda w, images, share: paper_loss(w, images, labels, share, loss))
    )
    sample_weights = np.random.default_rng(1).uniform(0.2, 1.8, len(x)).astype(np.float32)
    ends = np.cumsum([weight.size for weight in weights])[:-1]
    for count in COUNTS:
        for given in (None, sample_weights[:count]):
            share = np.zeros(len(x))
            share[:count] = (1.0 if given is None else given) / count
            value, gradients = differentiate(weights, x.astype(float), share)
            for network in engines(model):
                got = network.loss_and_gradient(
                    x[:count], labels[:count], None, given, loss.engine_loss()
                )
                assert got == pytest.approx(float(value), rel=1e-5)
                parts = np.split(network.gradient, ends)
                if not trainable:
                    assert not parts.pop().any(), "the bitmaps are fixed"
                for ours, theirs in zip(parts, map(np.asarray, gradients), strict=False):
                    scale = float(abs(theirs).max())
                    assert scale > 0
                    np.testing.assert_allclose(ours, theirs.ravel(), rtol=0, atol=2e-5 * scale)


def test_updates_leave_the_bitmaps_and_what_is_not_connected_as_they_are() -> None:
    model, (x, labels) = lenet.original(seed=1), data(20)
    before = model.get_weights()
    for optimizer in ("sdlm", "adam", "adamw", lenet.optimizers.SGD(1e-3, 0.9, weight_decay=0.1)):
        model.compile(optimizer, losses.maximum_a_posteriori(4.0))
        for batch_size in (1, 16):
            model.fit(x, labels, batch_size, verbose=0)
    after = model.get_weights()
    np.testing.assert_array_equal(after[-1], before[-1])
    assert not after[4][:, :, READ == 0].any()
    for now, then in zip(after[:-1], before[:-1], strict=True):
        assert not np.array_equal(now, then)


def test_centers_that_are_trainable_are_trained() -> None:
    model, (x, labels) = made(trainable=True), data(20)
    before = model.get_weights()[-1]
    model.compile("adam", losses.maximum_a_posteriori())
    model.fit(x, labels, 4, verbose=0)
    assert not np.array_equal(model.get_weights()[-1], before)


# Answers.


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_scores_are_probabilities_whose_largest_is_the_smallest_penalty(scale: float) -> None:
    model, (x, _) = made(), data(40)
    if scale != 1:
        model.compile("sdlm", losses.maximum_a_posteriori(scale=scale))
    penalties, scores = scale * model.predict(x).astype(float), model.scores(x)
    assert scores.dtype == np.float32
    np.testing.assert_array_equal(scores.argmax(axis=1), penalties.argmin(axis=1))
    np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-6)
    assert (scores >= 0).all()
    shifted = np.exp(penalties.min(axis=1, keepdims=True) - penalties)
    np.testing.assert_allclose(scores, shifted / shifted.sum(axis=1, keepdims=True), atol=1e-6)


def test_scores_stay_finite_where_penalties_are_huge() -> None:
    model = Sequential([RBF(input_shape=(84,))])
    scores = model.scores(np.full((2, 84), 1e6, np.float32))
    assert np.isfinite(scores).all()
    np.testing.assert_allclose(scores.sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("count", [1, 4, 5, 40])
def test_evaluate_counts_the_smallest_penalty_as_the_answer(count: int, loss: Loss) -> None:
    model, (x, labels) = made(), data(count)
    model.compile("sdlm", loss, ["accuracy"])
    penalties = loss.penalty_scale * model.predict(x).astype(float)
    right = penalties[np.arange(count), labels]
    errors = right
    if isinstance(loss, losses.MaximumAPosteriori):
        least = np.minimum(penalties.min(axis=1), loss.j)
        total = np.exp(least - loss.j) + np.exp(least[:, None] - penalties).sum(axis=1)
        errors = right - least + np.log(total)
    measured = model.evaluate(x, labels, return_dict=True)
    assert measured["loss"] == pytest.approx(errors.mean(), rel=1e-5)
    assert measured["accuracy"] == (penalties.argmin(axis=1) == labels).mean()


# The centers.


def test_the_centers_are_ten_bitmaps_of_7_by_12() -> None:
    centers = digit_centers()
    assert centers.shape == (10, 84)
    assert set(np.unique(centers)) == {-1.0, 1.0}
    seven = centers[7].reshape(12, 7)
    drawn = ["".join("#" if ink > 0 else "." for ink in row) for row in seven]
    assert drawn == [
        "#######", ".....##", ".....##", "....##.", "...##..", "...##..", "..##...", "..##...",
        "..##...", "..##...", ".......", ".......",
    ]  # fmt: skip


def test_the_bitmaps_distances_are_those_of_the_figure() -> None:
    centers = digit_centers()
    distances = {(a, b): int((centers[a] != centers[b]).sum()) for a in range(10) for b in range(a)}
    least = min(distances.values())
    assert least == 12
    assert [pair for pair, distance in distances.items() if distance == least] == [(8, 6)]
    assert max(distances.values()) == 50


# What it refuses.


def test_a_kernel_with_weights_where_there_is_no_connection_is_refused() -> None:
    model = lenet.original()
    weights = model.get_weights()
    weights[4][2, 2, 3, 0] = 0.1  # C3's map 0 reads the S2 maps 0, 1 and 2
    with pytest.raises(ModelError, match="expects a kernel of 0 where it has no connection"):
        model.set_weights(weights)
    assert not model.get_weights()[4][2, 2, 3, 0]


def test_a_loss_that_does_not_fit_its_penalties_is_refused() -> None:
    with pytest.raises(ModelError, match="expects no RBF as the last layer; received a RBF"):
        lenet.original().compile("adam", "sparse_categorical_crossentropy")
    with pytest.raises(ModelError, match="expects an RBF as the last layer; received a Dense"):
        lenet.tutorial().compile("adam", "maximum_likelihood")
    model = lenet.original()
    model.compile("adam", "maximum_likelihood")
    with pytest.raises(ModelError, match="labels from 0 to 9 for 10 units"):
        model.fit(data(2)[0], [0, 10], verbose=0)


@pytest.mark.parametrize("behind", [lenet.layers.Dense(3), lenet.layers.Flatten(), RBF(np.eye(10))])
def test_nothing_comes_behind_an_rbf(behind: Any) -> None:
    with pytest.raises(ModelError, match="supports RBF as the last layer only"):
        Sequential([*original_layers(), behind])


@pytest.mark.parametrize("seed", range(3))
def test_the_steps_of_the_first_pass_span_what_the_paper_says(
    mnist: lenet.datasets.Dataset, seed: int
) -> None:
    """From about 7e-5 to 0.016: the one figure that the paper gives of its second derivatives."""
    recipe, model = NETWORKS["original"].recipe, lenet.original(seed)
    recipe.compile(model, len(mnist.train[0]))
    images, labels = (part[:500] for part in mnist.train)
    model.network.curvature(
        recipe.network_input(images), labels.astype(np.int32), None, None, model.loss.engine_loss()
    )
    fixed = model.get_weights()[-1].size  # the bitmaps
    second = model.network.second_moments[:-fixed]
    second = second[second > 0]  # of what is connected
    assert second.size == 60_000
    steps = recipe.learning_rate / (0.02 + second)
    assert 7e-5 / 1.6 < steps.min() < 7e-5 * 1.6
    assert 0.016 / 1.6 < steps.max() < 0.016 * 1.6
