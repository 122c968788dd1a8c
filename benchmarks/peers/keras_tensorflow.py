"""Keras on TensorFlow, as the tutorial runs it, and with 50 steps to each execution."""

import argparse
import os
from collections.abc import Callable

from benchmarks.peers import job, keras_networks
from benchmarks.peers.wider_networks import WIDER

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

VARIANTS = {
    "default": {},
    "steps_per_execution": {"steps_per_execution": 50},
    "reshuffled": {"steps_per_execution": 50, "reshuffled": True},
}


def use_threads(options: argparse.Namespace) -> None:
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(options.threads)
    tf.config.threading.set_inter_op_parallelism_threads(options.threads)


def fit(options: argparse.Namespace, data: job.Data, epochs: int, after_epoch: Callable) -> None:
    use_threads(options)
    keras_networks.fit(options, data, epochs, after_epoch, **VARIANTS[options.variant])


def updates(options: argparse.Namespace, x: object, y: object) -> Callable[[], None]:
    use_threads(options)
    return keras_networks.updates(options, x, y, **VARIANTS[options.variant])


def predictors(options: argparse.Namespace) -> dict[str, job.Predict]:
    use_threads(options)
    import tensorflow as tf

    model = keras_networks.network(job.TUTORIAL)
    graph = tf.function(lambda x: model(x, training=False), reduce_retracing=True)
    compiled = tf.function(lambda x: model(x, training=False), jit_compile=True)
    return {
        "predict_on_batch": model.predict_on_batch,
        "tf.function": lambda x: graph(tf.constant(x)).numpy(),
        "tf.function by XLA": lambda x: compiled(tf.constant(x)).numpy(),
    }


if __name__ == "__main__":
    job.main(
        packages=("keras", "tensorflow-cpu"),
        module="keras",
        variants=tuple(VARIANTS),
        networks=("tutorial", *WIDER),
        fit=fit,
        updates=updates,
        predictors=predictors,
    )
