"""Under which names Keras and TensorFlow are imported, and what each module is called here.

``today("tensorflow.python.keras.layers.core")`` is ``keras.layers``.
"""

from __future__ import annotations

import re

KERAS = re.compile(
    r"tf_keras|"
    r"keras\.(api\._v[12]\.keras|api|src|_tf_keras\.keras)|"
    r"tensorflow\.(compat\.v[12]\.|_api\.v[12]\.)?keras(\._v[12]\.keras|\.api\.keras)?|"
    r"tensorflow\.python\.keras(\.api\._v[12]\.keras|\._impl\.keras)?|"
    r"tensorflow\.contrib\.keras(\.api\.keras|\.python\.keras)?|"
    r"tensorflow_core\.(python\.)?keras"
)
"""The ways to Keras; the longest that matches is taken."""

TENSORFLOW = re.compile(r"tensorflow\.compat\.v[12]|tensorflow\._api\.v[12]|tensorflow_core")

OLD: dict[str, str] = {
    "keras.engine": "keras.layers",
    "keras.engine.base_layer": "keras.layers",
    "keras.engine.input_layer": "keras.layers",
    "keras.engine.functional": "keras.models",
    "keras.engine.sequential": "keras.models",
    "keras.engine.topology": "keras.layers",
    "keras.engine.training": "keras.models",
    "keras.backend.common": "keras.backend",
    "keras.backend.tensorflow_backend": "keras.backend",
    "keras.engine.network": "keras.models",
    "keras.engine.saving": "keras.models",
    "keras.initializations": "keras.initializers",
    "keras.initializers.initializers_v1": "keras.initializers",
    "keras.initializers.initializers_v2": "keras.initializers",
    "keras.layers.activation": "keras.layers",
    "keras.layers.advanced_activations": "keras.layers",
    "keras.layers.attention": "keras.layers",
    "keras.layers.convolutional": "keras.layers",
    "keras.layers.core": "keras.layers",
    "keras.layers.embeddings": "keras.layers",
    "keras.layers.experimental": "keras.layers",
    "keras.layers.experimental.preprocessing": "keras.layers",
    "keras.layers.local": "keras.layers",
    "keras.layers.merge": "keras.layers",
    "keras.layers.merging": "keras.layers",
    "keras.layers.noise": "keras.layers",
    "keras.layers.normalization": "keras.layers",
    "keras.layers.normalization_v2": "keras.layers",
    "keras.layers.pooling": "keras.layers",
    "keras.layers.preprocessing": "keras.layers",
    "keras.layers.recurrent": "keras.layers",
    "keras.layers.regularization": "keras.layers",
    "keras.layers.reshaping": "keras.layers",
    "keras.layers.rnn": "keras.layers",
    "keras.layers.serialization": "keras.layers",
    "keras.layers.wrappers": "keras.layers",
    "keras.callbacks.callbacks": "keras.callbacks",
    "keras.callbacks.tensorboard_v1": "keras.callbacks",
    "keras.models.sequential": "keras.models",
    "keras.objectives": "keras.losses",
    "keras.optimizer_v1": "keras.optimizers",
    "keras.optimizer_v2": "keras.optimizers",
    "keras.optimizers.experimental": "keras.optimizers",
    "keras.optimizers.legacy": "keras.optimizers",
    "keras.optimizers.optimizer_experimental": "keras.optimizers",
    "keras.optimizers.optimizer_v1": "keras.optimizers",
    "keras.optimizers.optimizer_v2": "keras.optimizers",
    "keras.optimizers.learning_rate_schedule": "keras.optimizers.schedules",
    "keras.optimizers.schedules.learning_rate_schedule": "keras.optimizers.schedules",
    "keras.saving.save": "keras.models",
    "keras.saving.legacy": "keras.models",
    "keras.utils.data_utils": "keras.utils",
    "keras.utils.generic_utils": "keras.utils",
    "keras.utils.image_utils": "keras.preprocessing.image",
    "keras.utils.io_utils": "keras.utils",
    "keras.utils.layer_utils": "keras.utils",
    "keras.utils.np_utils": "keras.utils",
    "keras.utils.vis_utils": "keras.utils",
    "keras.utils.visualize_util": "keras.utils",
    "keras.wrappers.scikit_learn": "keras.wrappers",
    "keras.legacy.preprocessing.image": "keras.preprocessing.image",
    "keras_preprocessing": "keras.preprocessing",
    "keras_preprocessing.image": "keras.preprocessing.image",
    "keras_preprocessing.image.image_data_generator": "keras.preprocessing.image",
    "keras.preprocessing.image.image_data_generator": "keras.preprocessing.image",
}
"""Old path -> today's; what lies deeper in an old path is its today's too."""

_QUIET = re.compile(r"keras\.(optimizers\.legacy|layers\.experimental)(\..*)?")


def today(name: str) -> str:
    """What a module is called in Keras 3, or in TensorFlow 2."""
    return _today_in_keras(without_root(name))


def _today_in_keras(name: str) -> str:
    path = name
    while path:
        if path in OLD and name == name.lower():  # a module, not a class in one
            return OLD[path]
        path = path.rpartition(".")[0]
    return name


def without_root(name: str) -> str:
    """A module's path, however Keras or TensorFlow was imported; old paths stay."""
    for root, short in ((KERAS, "keras"), (TENSORFLOW, "tensorflow")):
        found = root.match(name)
        if found and name[found.end() : found.end() + 1] in ("", "."):
            return f"{short}{name[found.end() :]}"
    return name


def told_as(name: str) -> str | None:
    """Today's path of a module that Keras 3 has not under this one; None for one that it has."""
    now, path = today(name), without_root(name)
    if now == path or not now.startswith("keras") or _QUIET.fullmatch(path):
        return None
    return now
