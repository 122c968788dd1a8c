"""Keras on JAX."""

import argparse
import os

from benchmarks.peers import job, keras_networks

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"


def predictors(options: argparse.Namespace) -> dict[str, job.Predict]:  # noqa: ARG001
    import jax
    import numpy as np

    model = keras_networks.network(job.TUTORIAL)
    weights = [np.array(variable.value) for variable in model.trainable_variables]
    compiled = jax.jit(lambda x: model.stateless_call(weights, [], x)[0])
    return {
        "predict_on_batch": model.predict_on_batch,
        "jax.jit of stateless_call": lambda x: np.asarray(compiled(x)),
    }


if __name__ == "__main__":
    job.main(
        packages=("keras", "jax", "jaxlib"),
        module="keras",
        fit=keras_networks.fit,
        updates=keras_networks.updates,
        predictors=predictors,
    )
