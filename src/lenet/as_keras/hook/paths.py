"""Keras's and TensorFlow's modules, and where the names of each are at home in lenet.

A home is a module, or ``module:TABLE`` for a dict in it; the first that has a name gives it. A
module without homes has only modules in it.
"""

from __future__ import annotations

_ARRAYS = "lenet.as_keras.arrays"
_TENSORS = (
    f"{_ARRAYS}.making",
    f"{_ARRAYS}.shaping",
    f"{_ARRAYS}.elementwise:ELEMENTWISE",
    f"{_ARRAYS}.elementwise",
    f"{_ARRAYS}.reducing:REDUCING",
    f"{_ARRAYS}.reducing",
)
_OPERATIONS = (f"{_ARRAYS}.reducing:BACKEND", *_TENSORS)
_KERAS_3 = ("lenet.as_keras.keras.operations:OPERATIONS", *_OPERATIONS)
_TOP = "lenet.as_keras.tensorflow"

MODULES: dict[str, tuple[str, ...]] = {
    "keras": ("lenet.as_keras.keras.version", "lenet"),
    "keras.activations": ("lenet.activations",),
    "keras.backend": ("lenet.as_keras.keras.backend", *_OPERATIONS),
    "keras.callbacks": ("lenet.callbacks",),
    "keras.config": ("lenet.as_keras.keras.backend",),
    "keras.constraints": ("lenet.constraints",),
    "keras.datasets": (),
    "keras.datasets.cifar10": ("lenet.as_keras.keras.sets:CIFAR10",),
    "keras.datasets.cifar100": ("lenet.as_keras.keras.sets:CIFAR100",),
    "keras.datasets.fashion_mnist": ("lenet.as_keras.keras.sets:FASHION_MNIST",),
    "keras.datasets.mnist": ("lenet.as_keras.keras.sets:MNIST",),
    "keras.initializers": ("lenet.initializers",),
    "keras.layers": ("lenet.layers",),
    "keras.losses": ("lenet.losses",),
    "keras.metrics": ("lenet.metrics",),
    "keras.mixed_precision": ("lenet.as_keras.keras.backend:PRECISION",),
    "keras.models": ("lenet.models",),
    "keras.ops": _KERAS_3,
    "keras.ops.image": (f"{_ARRAYS}.resizing",),
    "keras.ops.nn": _KERAS_3,
    "keras.ops.numpy": _KERAS_3,
    "keras.optimizers": ("lenet.optimizers",),
    "keras.optimizers.schedules": ("lenet.optimizers.schedules",),
    "keras.preprocessing": ("lenet.preprocessing",),
    "keras.preprocessing.image": (
        "lenet.preprocessing.image",
        "lenet.preprocessing",
        "lenet.utils",
    ),
    "keras.random": (f"{_ARRAYS}.drawing",),
    "keras.regularizers": ("lenet.regularizers",),
    "keras.saving": ("lenet.saving", "lenet.models", "lenet.utils"),
    "keras.utils": ("lenet.utils", "lenet.as_keras.keras.utilities"),
    "keras.wrappers": ("lenet.as_keras.keras.scikit_learn",),
    "tensorflow": (f"{_TOP}.top", f"{_TOP}.first_version", f"{_ARRAYS}.dtypes:DTYPES", *_TENSORS),
    "tensorflow.app": (f"{_TOP}.first_version:APP",),
    "tensorflow.autograph": (f"{_TOP}.devices:AUTOGRAPH",),
    "tensorflow.autograph.experimental": (f"{_TOP}.devices:AUTOGRAPH",),
    "tensorflow.compat": (),
    "tensorflow.config": (f"{_TOP}.devices:CONFIG",),
    "tensorflow.config.experimental": (f"{_TOP}.devices:CONFIG",),
    "tensorflow.config.optimizer": (f"{_TOP}.devices:CONFIG",),
    "tensorflow.config.threading": (f"{_TOP}.devices:CONFIG",),
    "tensorflow.contrib": (),
    "tensorflow.data": (f"{_ARRAYS}.pipeline", f"{_TOP}.devices:DATA"),
    "tensorflow.data.experimental": (f"{_ARRAYS}.pipeline", f"{_TOP}.devices:DATA"),
    "tensorflow.debugging": (f"{_TOP}.devices:DEBUGGING",),
    "tensorflow.distribute": (f"{_TOP}.devices:STRATEGIES",),
    "tensorflow.dtypes": (f"{_ARRAYS}.dtypes:DTYPES", f"{_ARRAYS}.shaping"),
    "tensorflow.examples": (),
    "tensorflow.examples.tutorials": (),
    "tensorflow.examples.tutorials.mnist": (),
    "tensorflow.examples.tutorials.mnist.input_data": (f"{_TOP}.input_data",),
    "tensorflow.image": (f"{_ARRAYS}.resizing", f"{_TOP}.picture_files:DECODERS"),
    "tensorflow.io": (f"{_TOP}.picture_files:IO",),
    "tensorflow.io.gfile": (f"{_TOP}.picture_files:GFILE",),
    "tensorflow.gfile": (f"{_TOP}.picture_files:GFILE",),
    "tensorflow.linalg": (f"{_ARRAYS}.reducing", f"{_ARRAYS}.elementwise"),
    "tensorflow.logging": (f"{_TOP}.devices:LOGGING",),
    "tensorflow.math": _TENSORS,
    "tensorflow.nn": (f"{_ARRAYS}.cross_entropies", *_TENSORS),
    "tensorflow.python": (),
    "tensorflow.python.client": (),
    "tensorflow.python.client.device_lib": (f"{_TOP}.devices:DEVICES",),
    "tensorflow.python.framework": (),
    "tensorflow.python.framework.ops": (f"{_TOP}.first_version:OPS",),
    "tensorflow.python.platform": (),
    "tensorflow.python.util": (),
    "tensorflow.random": (f"{_ARRAYS}.drawing",),
    "tensorflow.summary": (f"{_TOP}.devices:SUMMARY",),
    "tensorflow.sysconfig": (f"{_TOP}.devices:BUILD",),
    "tensorflow.test": (f"{_TOP}.devices:TEST",),
    "tensorflow.train": ("lenet.as_keras.old.first_optimizers:OPTIMIZERS",),
    "tensorflow.version": (f"{_TOP}.devices:VERSION",),
    "tensorflow_datasets": (f"{_TOP}.sets_by_name",),
}
"""Today's path -> homes."""

PACKAGES = frozenset(
    {
        "keras",
        "tf_keras",
        "tensorflow",
        "tensorflow_core",
        "tensorflow_datasets",
        "keras_preprocessing",
        "keras_applications",
        "tensorflow_hub",
        "tensorflow_addons",
        "tensorboard",
    }
)
"""What is answered, or refused in a sentence, whatever is installed."""
