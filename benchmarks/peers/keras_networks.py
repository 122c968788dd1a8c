"""The networks in Keras and how Keras trains them, whatever its backend."""

import argparse
from collections.abc import Callable

from benchmarks.peers import job
from benchmarks.peers.wider_networks import WIDER


def network(shape: job.Network):
    import keras

    layers = keras.layers
    return keras.Sequential(
        [
            layers.Input((shape.side, shape.side, 1)),
            layers.Conv2D(6, shape.kernel, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Conv2D(16, shape.kernel, activation="tanh"),
            layers.AveragePooling2D(2),
            layers.Flatten(),
            *[layers.Dense(units, activation="tanh") for units in shape.dense[:-1]],
            layers.Dense(shape.dense[-1], activation="softmax"),
        ]
    )


def trained(name: str):
    """The network that the job epoch trains."""
    import keras

    if name in WIDER:
        return keras.Sequential(WIDER[name](keras.layers))
    return network(job.TUTORIAL)


def fit(
    options: argparse.Namespace,
    data: job.Data,
    epochs: int,
    after_epoch: Callable,
    reshuffled: bool = False,
    **compile_arguments: object,
) -> None:
    """Train; with `reshuffled` in an order of its own each epoch.

    Keras on TensorFlow, once it is seeded, goes through the samples in the same order in every
    epoch (seen in Keras 3.15), which costs accuracy; unseeded it does not.
    """
    import keras
    import numpy as np

    keras.utils.set_random_seed(options.seed)
    model = trained(options.network)
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        **compile_arguments,
    )
    generator = np.random.default_rng(options.seed)
    for _ in range(epochs if reshuffled else 1):
        order = generator.permutation(len(data.x_train)) if reshuffled else slice(None)
        model.fit(
            data.x_train[order],
            data.y_train[order],
            batch_size=options.batch_size,
            epochs=1 if reshuffled else epochs,
            shuffle=not reshuffled,
            validation_data=None if data.x_test is None else (data.x_test, data.y_test),
            verbose=0,
            callbacks=[
                keras.callbacks.LambdaCallback(
                    on_epoch_end=lambda _, logs: after_epoch(logs.get("val_accuracy"))
                )
            ],
        )


def updates(
    options: argparse.Namespace, x: object, y: object, **compile_arguments: object
) -> Callable[[], None]:
    """`fit` with a batch of one: far quicker than a `train_on_batch` a pattern."""
    import keras

    keras.utils.set_random_seed(options.seed)
    model = network(job.CLASSIC)
    model.compile(
        optimizer=keras.optimizers.SGD(job.ONLINE_RATE),
        loss="sparse_categorical_crossentropy",
        **compile_arguments,
    )
    return lambda: model.fit(x, y, batch_size=1, epochs=1, shuffle=False, verbose=0)
