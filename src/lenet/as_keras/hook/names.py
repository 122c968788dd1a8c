"""Names whose home is not that of their module."""

from __future__ import annotations

HOMES: dict[str, str] = {
    "keras.layers.Convolution2D": "lenet.as_keras.old.translate:convolution",
    "keras.backend.argmax": "lenet.as_keras.arrays.reducing:last_argmax",
    "keras.backend.argmin": "lenet.as_keras.arrays.reducing:last_argmin",
    "keras.ops.argmax": "lenet.as_keras.arrays.reducing:last_argmax",
    "keras.ops.argmin": "lenet.as_keras.arrays.reducing:last_argmin",
    "tensorflow.image.resize_images": "lenet.as_keras.arrays.resizing:resize",
    "tensorflow.set_random_seed": "lenet.as_keras.arrays.drawing:set_seed",
    "tensorflow.random.set_random_seed": "lenet.as_keras.arrays.drawing:set_seed",
    "tensorflow.random_normal": "lenet.as_keras.arrays.drawing:normal",
    "tensorflow.random_uniform": "lenet.as_keras.arrays.drawing:uniform",
    "tensorflow.truncated_normal": "lenet.as_keras.arrays.drawing:truncated_normal",
    "tensorflow.data.Dataset": "lenet.as_keras.arrays.pipeline:Pipeline",
    "tensorflow.print": "builtins:print",
    "tensorflow.Tensor": "lenet.as_keras.arrays.tensor:NumPyTensor",
    "tensorflow.TensorShape": "lenet.as_keras.arrays.tensor:TensorShape",
    "tensorflow.optimizers": "keras.optimizers",
    "tensorflow.losses": "keras.losses",
    "tensorflow.metrics": "keras.metrics",
    "tensorflow.initializers": "keras.initializers",
}
"""Whole name of today -> ``module:name``, or another module's path."""
