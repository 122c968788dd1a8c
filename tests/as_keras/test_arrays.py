"""What listings ask of ``tf``, on arrays, beside NumPy and plain loops."""

import numpy as np
import pytest

from lenet.as_keras.arrays import making, reducing, resizing, shaping
from lenet.as_keras.arrays.elementwise import ELEMENTWISE, elu, leaky_relu, sigmoid, softplus
from lenet.as_keras.arrays.pipeline import Pipeline
from lenet.as_keras.arrays.reducing import REDUCING
from lenet.as_keras.arrays.tensor import NumPyTensor, tensor
from lenet.errors import ModelError


def test_bare_numbers_have_tensorflows_types():
    assert making.constant([1, 2]).dtype == np.int32
    assert making.constant([1.0]).dtype == np.float32
    assert making.constant(np.array([1.0])).dtype == np.float64
    assert making.constant(3, dtype="float64").numpy() == 3.0
    assert making.range(4).numpy().tolist() == [0, 1, 2, 3]


def test_a_tensor_stays_one_and_has_what_listings_ask_for():
    found = (tensor(np.ones((2, 3), np.float32)) + 1)[0]
    assert isinstance(found, NumPyTensor)
    assert found.shape.as_list() == [3]
    assert isinstance(found.numpy(), np.ndarray)
    assert not isinstance(found.numpy(), NumPyTensor)
    assert REDUCING["reduce_mean"](found).numpy() == np.float32(2)
    assert f"{REDUCING['reduce_sum'](found):.2f}" == "6.00"
    kept = making.Variable([1.0, 2.0])
    kept.assign_add([1.0, 1.0])
    assert kept.numpy().tolist() == [2.0, 3.0]


def test_one_hot_is_a_loops():
    made = making.one_hot([0, 2, -1], 3)
    assert made.numpy().tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 0]]
    assert making.one_hot([0, 2], 3, axis=0).shape == (3, 2)


def test_arrays_change_their_shape_as_numpys_do():
    x = np.arange(24).reshape(2, 3, 4)
    assert shaping.expand_dims(x, -1).shape == (2, 3, 4, 1)
    assert shaping.reshape(x, [-1, 4]).shape == (6, 4)
    assert shaping.transpose(x, [2, 0, 1]).shape == (4, 2, 3)
    assert shaping.pad(x, [[0, 0], [2, 2], [1, 0]]).shape == (2, 7, 5)
    assert shaping.concat([x, x], 1).shape == (2, 6, 4)
    assert [part.shape for part in shaping.split(x, [1, 3], 2)] == [(2, 3, 1), (2, 3, 3)]
    assert shaping.cast([1.7, -1.7], "int32").numpy().tolist() == [1, -1]
    assert np.array_equal(shaping.gather(x, [2, 0], 1), x[:, [2, 0]])


@pytest.mark.parametrize("name", ["exp", "tanh", "square", "floor"])
def test_functions_of_each_number_are_numpys(name):
    x = np.linspace(-2, 2, 9, dtype=np.float32)
    expected = getattr(np, name)(x)
    assert np.array_equal(ELEMENTWISE[name](x, name="given"), expected)


def test_bare_numbers_take_the_arrays_type():
    assert ELEMENTWISE["multiply"](np.ones(2, np.float32), 2).dtype == np.float32
    assert ELEMENTWISE["equal"]([1, 2], [1, 3]).numpy().tolist() == [True, False]


def test_activations_are_their_formulas():
    x = np.linspace(-30, 30, 13)
    assert np.allclose(sigmoid(x), 1 / (1 + np.exp(-x)))
    assert np.allclose(softplus(x), np.log1p(np.exp(x)))
    assert np.allclose(elu(x), np.where(x > 0, x, np.expm1(x)))
    assert np.allclose(leaky_relu(x), np.where(x > 0, x, 0.2 * x))
    rows = reducing.softmax(np.array([[1.0, 2.0], [1000.0, 0.0]])).numpy()
    assert np.allclose(rows, np.array([[0.26894142, 0.73105858], [1, 0]]))


def test_reductions_keep_the_type_as_tensorflows_do():
    assert REDUCING["reduce_mean"](np.array([1, 2], np.int32)).numpy() == 1
    assert REDUCING["reduce_max"]([[1, 5], [2, 3]], axis=[0, 1], keepdims=True).shape == (1, 1)
    assert reducing.argmax([[1, 5], [7, 3]]).numpy().tolist() == [1, 0]
    assert reducing.last_argmax([[1, 5], [7, 3]]).numpy().tolist() == [1, 0]
    assert reducing.argmax([[1, 5, 9], [7, 3, 1]], axis=1).numpy().tolist() == [2, 0]
    values, places = reducing.top_k([[1, 5, 3]], 2)
    assert (values.numpy().tolist(), places.numpy().tolist()) == ([[5, 3]], [[1, 2]])
    matrix = reducing.confusion_matrix([0, 1, 1], [0, 1, 0]).numpy()
    assert matrix.tolist() == [[1, 0], [1, 1]]


def test_pictures_are_resized_between_the_middles_of_pixels():
    ramp = np.arange(4, dtype=np.float32).reshape(1, 1, 4, 1)
    assert resizing.resize(ramp, (1, 2)).numpy().ravel().tolist() == [0.5, 2.5]
    assert resizing.resize(ramp, (1, 8)).numpy().ravel().tolist() == [
        0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3,
    ]  # fmt: skip
    nearest = resizing.resize(ramp.astype(np.uint8), (2, 2), "nearest")
    assert nearest.dtype == np.uint8
    assert nearest.shape == (1, 2, 2, 1)
    assert resizing.grayscale_to_rgb(ramp).shape == (1, 1, 4, 3)
    with pytest.raises(ModelError, match="cv2"):
        resizing.resize(ramp, (1, 2), "lanczos3")


def test_resizing_is_jaxs():
    import jax

    x = np.random.default_rng(0).random((2, 5, 7, 3), np.float32)
    for size in ((9, 4), (5, 7), (3, 14)):
        expected = jax.image.resize(x, (2, *size, 3), "linear", antialias=False)
        assert np.allclose(resizing.resize(x, size), expected, atol=1e-6)


def numbers(found):
    """The elements of a data set of numbers."""
    return [int(one) for one in found]


def test_a_data_set_is_iterated_as_often_as_one_likes():
    x, y = np.arange(10), np.arange(10) * 2
    made = Pipeline.from_tensor_slices((x, y)).map(lambda a, b: (a + 1, b)).batch(4)
    assert len(made) == 3
    for _ in range(2):
        batches = list(made)
        assert [len(a) for a, _ in batches] == [4, 4, 2]
        assert np.concatenate([a for a, _ in batches]).tolist() == list(range(1, 11))
    assert isinstance(batches[0][0], NumPyTensor)
    assert type(next(made.as_numpy_iterator())[0]) is np.ndarray


def test_a_data_set_is_cut_repeated_and_joined():
    ten = Pipeline.range(10)
    assert numbers(ten.skip(7)) == [7, 8, 9]
    assert numbers(ten.take(2).repeat(2)) == [0, 1, 0, 1]
    assert numbers(ten.repeat().take(12))[-2:] == [0, 1]
    assert numbers(ten.filter(lambda one: one % 2 == 0)) == [0, 2, 4, 6, 8]
    assert numbers(ten.take(1).concatenate(ten.skip(9))) == [0, 9]
    assert (len(ten.skip(7)), len(ten.take(12)), len(ten.batch(3, drop_remainder=True))) == (
        3,
        10,
        3,
    )
    zipped = Pipeline.zip((ten, ten.skip(1)))
    assert [(int(a), int(b)) for a, b in zipped.take(2)] == [(0, 1), (1, 2)]
    with pytest.raises(TypeError):
        len(ten.repeat())


def test_a_data_set_is_shuffled_within_its_buffer_and_by_its_seed():
    ten = Pipeline.range(10)
    shuffled = ten.shuffle(10, seed=1)
    first, second = numbers(shuffled), numbers(shuffled)
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second
    assert numbers(ten.shuffle(10, seed=1)) == first
    fixed = ten.shuffle(10, seed=1, reshuffle_each_iteration=False)
    assert numbers(fixed) == numbers(fixed)
    assert numbers(ten.shuffle(1)) == list(range(10))
    for place, one in enumerate(numbers(ten.shuffle(3, seed=5))):
        assert one <= place + 2


def test_what_is_cached_is_made_once():
    made: list[int] = []

    def counted(one):
        made.append(int(one))
        return one

    kept = Pipeline.range(3).map(counted).cache()
    assert numbers(kept) == numbers(kept) == [0, 1, 2]
    assert made == [0, 1, 2]
