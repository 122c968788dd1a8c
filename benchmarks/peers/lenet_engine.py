"""lenet itself, behind the same face as its peers."""

import argparse
from collections.abc import Callable

from benchmarks.peers import job
from benchmarks.peers.wider_networks import WIDER


def network(shape: job.Network, seed: int):
    from lenet.layers import AveragePooling2D, Conv2D, Dense, Flatten
    from lenet.models import Sequential

    input_shape = (shape.side, shape.side, 1)
    return Sequential(
        [
            Conv2D(6, shape.kernel, activation="tanh", input_shape=input_shape),
            AveragePooling2D(),
            Conv2D(16, shape.kernel, activation="tanh"),
            AveragePooling2D(),
            Flatten(),
            *[Dense(units, activation="tanh") for units in shape.dense[:-1]],
            Dense(shape.dense[-1], activation="softmax"),
        ],
        seed=seed,
    )


def trained(name: str, seed: int):
    """The network that the job epoch trains."""
    from lenet import layers
    from lenet.models import Sequential

    if name in WIDER:
        return Sequential(WIDER[name](layers), seed=seed)
    return network(job.TUTORIAL, seed)


def fit(options: argparse.Namespace, data: job.Data, epochs: int, after_epoch: Callable) -> None:
    from lenet.callbacks import LambdaCallback
    from lenet.optimizers import Adam

    model = trained(options.network, options.seed)
    model.compile(optimizer=Adam(), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(
        data.x_train,
        data.y_train,
        batch_size=options.batch_size,
        epochs=epochs,
        validation_data=None if data.x_test is None else (data.x_test, data.y_test),
        verbose=0,
        threads=options.threads,
        callbacks=[
            LambdaCallback(on_epoch_end=lambda _, logs: after_epoch(logs.get("val_accuracy")))
        ],
    )


def updates(options: argparse.Namespace, x: object, y: object) -> Callable[[], None]:
    from lenet.networks import NETWORKS
    from lenet.optimizers import SGD

    if options.variant == "1998":
        model = NETWORKS["original"].build(options.seed)
        NETWORKS["original"].recipe.compile(model, len(x))
    else:
        model = network(job.CLASSIC, options.seed)
        model.compile(
            optimizer=SGD(learning_rate=job.ONLINE_RATE), loss="sparse_categorical_crossentropy"
        )
    return lambda: model.fit(
        x, y, batch_size=1, epochs=1, shuffle=False, verbose=0, threads=options.threads
    )


def predictors(options: argparse.Namespace) -> dict[str, job.Predict]:
    return {"predict": network(job.TUTORIAL, options.seed).predict}


if __name__ == "__main__":
    job.main(
        variants=("default", "1998"),
        networks=("tutorial", *WIDER),
        packages=("lenet", "numpy"),
        module="lenet.models",  # `import lenet` alone loads nothing yet: not comparable
        fit=fit,
        updates=updates,
        predictors=predictors,
    )
