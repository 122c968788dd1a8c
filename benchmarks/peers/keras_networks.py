"""The two networks in Keras and how Keras trains them, whatever its backend."""

import argparse
from collections.abc import Callable

import job


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


def fit(
    options: argparse.Namespace,
    data: job.Data,
    epochs: int,
    after_epoch: Callable,
    **compile_arguments: object,
) -> None:
    import keras

    keras.utils.set_random_seed(options.seed)
    model = network(job.TUTORIAL)
    model.compile(
        optimizer="adam",
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        **compile_arguments,
    )
    model.fit(
        data.x_train,
        data.y_train,
        batch_size=options.batch_size,
        epochs=epochs,
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
