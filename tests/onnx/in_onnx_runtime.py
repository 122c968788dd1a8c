"""What ONNX Runtime answers in the place of a model: the oracle of these tests."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray

import lenet.onnx
from lenet.layers import Input, Layer
from lenet.models import Model, Sequential

Values = NDArray[np.float32]


def answers(path: Path, x: NDArray) -> list[Values]:
    """The outputs of a file's graph, which is checked first."""
    onnx.checker.check_model(onnx.load(path), full_check=True)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    (given,) = session.get_inputs()
    return session.run(None, {given.name: x})


def random_parameters(model: Model, seed: int = 0) -> Model:
    """The model with random parameters, biases and moments too; variances and gammas above 0."""
    random = np.random.default_rng(seed)
    made = []
    for name, array in zip(model.weight_shapes(), model.get_weights(), strict=True):
        values = random.normal(0, 0.5, array.shape)
        values = np.abs(values) + 0.5 if name.endswith(("variance", "gamma")) else values
        made.append(np.where(array == 0, 0, values) if name.endswith("kernel") else values)
    model.set_weights(made)
    return model


def row(shape: Sequence[int], *layers: Layer) -> Model:
    """A model of these layers with random parameters."""
    return random_parameters(Sequential([Input(tuple(shape)), *layers], seed=1))


def samples(shape: Sequence[int], count: int = 5, seed: int = 2) -> Values:
    """Samples of a model's input, among them values of 0 and far from it."""
    x = np.random.default_rng(seed).normal(0, 2, (count, *shape)).astype(np.float32)
    x[0] = 0
    return x


def check(model: Model, folder: Path, within: float = 1e-5, count: int = 5) -> None:
    """ONNX Runtime gives the model's scores, and the file gives the model back.

    ``within``: of the largest score, or of 1 if that is larger.
    """
    path = folder / "model.onnx"
    lenet.onnx.export(model, path)
    assert model.input_shape is not None
    x = samples(model.input_shape, count)
    given, *others = answers(path, x)
    expected = model.scores(x)
    assert given.shape == expected.shape
    assert np.isfinite(expected).all()
    assert np.abs(given - expected).max() <= within * max(1.0, np.abs(expected).max())
    if others:
        penalties = model.predict(x)
        assert np.allclose(others[0], penalties, rtol=1e-5, atol=1e-4)
    again = lenet.onnx.load(path)
    assert again.scores(x).tobytes() == expected.tobytes()
