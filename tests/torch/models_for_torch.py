"""Models of every kind of layer that can be exported, with weights of chance, and their inputs."""

import numpy as np

import lenet
from lenet.layers import (
    ELU,
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Cropping2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    LeakyReLU,
    MaxPooling2D,
    ReLU,
    Rescaling,
    Reshape,
    Softmax,
    SpatialDropout2D,
    ZeroPadding2D,
)
from lenet.models import Sequential

FIRST = "channels_first"

ROWS = {
    "the tutorial's": lambda: lenet.tutorial().layers,
    "the modern": lambda: lenet.modern().layers,
    "that of 1998": lambda: lenet.original().layers,
    "as listings have it": lambda: [
        Conv2D(6, 3, padding="same", use_bias=False, input_shape=(12, 14, 1)),
        BatchNormalization(),
        ReLU(),
        MaxPooling2D(),
        Dropout(0.25),
        Conv2D(5, (3, 2), activation="relu"),
        BatchNormalization(momentum=0.9, epsilon=1e-5),
        AveragePooling2D(),
        Flatten(),
        BatchNormalization(),
        Dense(9, activation="tanh"),
        BatchNormalization(center=False),
        Dense(4, activation="softmax"),
    ],
    "batch normalization without gamma or both": lambda: [
        Conv2D(4, 3, input_shape=(8, 8, 3)),
        BatchNormalization(scale=False),
        Conv2D(4, 3),
        BatchNormalization(scale=False, center=False),
        GlobalAveragePooling2D(),
    ],
    "strides and same": lambda: [
        Conv2D(3, 5, strides=2, padding="same", input_shape=(11, 14, 2)),
        MaxPooling2D(3, strides=2, padding="same"),
        Conv2D(4, 2, strides=(1, 2), padding="same"),
        Conv2D(4, 2, padding="same"),
        Flatten(),
        Dense(3),
    ],
    "mean of what lies inside": lambda: [
        AveragePooling2D(3, strides=2, padding="same", input_shape=(10, 7, 2)),
        AveragePooling2D((2, 3), strides=(2, 1), padding="same"),
        AveragePooling2D((3, 2), strides=(1, 3)),
    ],
    "largest of what lies inside": lambda: [
        ZeroPadding2D(((0, 1), (2, 3)), input_shape=(9, 8, 2)),
        MaxPooling2D(2, padding="same"),
        Cropping2D(((1, 0), (1, 2))),
        MaxPooling2D(3, strides=1, padding="same"),
        SpatialDropout2D(0.5),
        GlobalMaxPooling2D(keepdims=True),
        Flatten(),
        Dense(2, use_bias=False),
    ],
    "channels first": lambda: [
        Conv2D(4, 3, data_format=FIRST, input_shape=(2, 9, 10)),
        MaxPooling2D(data_format=FIRST),
        BatchNormalization(axis=1),
        Flatten(),
        Dense(3),
    ],
    "channels first, flattened as if last": lambda: [
        Conv2D(4, 3, data_format=FIRST, input_shape=(2, 9, 10)),
        AveragePooling2D(data_format=FIRST),
        Flatten(data_format=FIRST),
        BatchNormalization(),
        Dense(3),
    ],
    "Dense on planes": lambda: [
        Dense(5, activation="relu", input_shape=(6, 4, 3)),
        Conv2D(2, 2, activation="softmax"),
        Dense(3, activation="softmax"),
        Flatten(),
        Dense(2),
    ],
    "Dense on rows": lambda: [Dense(5, input_shape=(6, 4)), Softmax(), Flatten(), Dense(2)],
    "planes of a vector": lambda: [
        Reshape((6, 8, 1), input_shape=(48,)),
        Rescaling(1 / 255, 0.5),
        Conv2D(3, 3),
        Reshape((-1,)),
        Dense(2),
    ],
    "planes of rows": lambda: [Reshape((6, 8, 1), input_shape=(6, 8)), Conv2D(3, 3)],
    "activations": lambda: [
        Dense(8, activation="relu6", input_shape=(7,)),
        Activation("hard_tanh"),
        Dense(8, activation="sigmoid"),
        LeakyReLU(0.1),
        Dense(8, activation="silu"),
        ELU(0.7),
        Activation("softplus"),
        ReLU(max_value=1.5),
        Activation("linear"),
        Activation("scaled_tanh"),
        Softmax(),
    ],
}  # fmt: skip


def model_of(name: str) -> Sequential:
    """The model of a name with weights of chance; variances are positive."""
    model = Sequential(ROWS[name](), seed=1)
    chance = np.random.default_rng(2)
    for layer in model.layers:
        if isinstance(layer, BatchNormalization):
            layer.set_weights([chance.uniform(0.5, 1.5, one.shape) for one in layer.get_weights()])
    return model


def samples_for(model: Sequential) -> np.ndarray:
    assert model.input_shape is not None
    return np.random.default_rng(3).standard_normal((5, *model.input_shape)).astype(np.float32)


def as_torch_has_them(model: Sequential, samples: np.ndarray) -> np.ndarray:
    """Planes with channels first."""
    first = any(getattr(layer, "data_format", "") == FIRST for layer in model.layers)
    return np.moveaxis(samples, -1, 1) if samples.ndim == 4 and not first else samples
