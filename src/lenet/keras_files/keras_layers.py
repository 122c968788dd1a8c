"""The table of layers: Keras's arguments in Keras's order, with their defaults.

A layer of lenet has Keras's class name and arguments. So a row is all that a file needs: what a
layer of ours does not say has Keras's default, and what a layer here cannot take must have it.
``name``, ``trainable`` and ``dtype`` are every layer's and stand in no row.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]

REQUIRED = object()
"""Stands for a default where there is none."""

_PLANES: Row = {"data_format": "channels_last"}
_POOL: Row = {"pool_size": [2, 2], "padding": "valid", "strides": None, **_PLANES}

_KERNEL: Row = {
    "activation": "linear",
    "use_bias": True,
    "kernel_initializer": "glorot_uniform",
    "bias_initializer": "zeros",
    "kernel_regularizer": None,
    "bias_regularizer": None,
    "kernel_constraint": None,
    "bias_constraint": None,
}
"""What a layer's kernel and bias may have."""

_NORMALISATION: Row = {
    "axis": -1,
    "momentum": 0.99,
    "epsilon": 0.001,
    "center": True,
    "scale": True,
    "beta_initializer": "zeros",
    "gamma_initializer": "ones",
    "moving_mean_initializer": "zeros",
    "moving_variance_initializer": "ones",
    "beta_regularizer": None,
    "gamma_regularizer": None,
    "beta_constraint": None,
    "gamma_constraint": None,
    "synchronized": False,
}

KERAS_LAYERS: dict[str, Row] = {
    "Conv2D": {
        "filters": REQUIRED,
        "kernel_size": REQUIRED,
        "strides": [1, 1],
        "padding": "valid",
        **_PLANES,
        "dilation_rate": [1, 1],
        "groups": 1,
        **_KERNEL,
        "activity_regularizer": None,
    },
    "Dense": {"units": REQUIRED, **_KERNEL},
    "MaxPooling2D": _POOL,
    "AveragePooling2D": _POOL,
    "GlobalMaxPooling2D": {**_PLANES, "keepdims": False},
    "GlobalAveragePooling2D": {**_PLANES, "keepdims": False},
    "ZeroPadding2D": {"padding": [[1, 1], [1, 1]], **_PLANES},
    "Cropping2D": {"cropping": [[0, 0], [0, 0]], **_PLANES},
    "Flatten": dict(_PLANES),
    "Reshape": {"target_shape": REQUIRED},
    "Permute": {"dims": REQUIRED},
    "Rescaling": {"scale": REQUIRED, "offset": 0.0},
    "BatchNormalization": _NORMALISATION,
    "Dropout": {"rate": REQUIRED, "seed": None, "noise_shape": None},
    "SpatialDropout2D": {"rate": REQUIRED, "seed": None, **_PLANES},
    "GaussianDropout": {"rate": REQUIRED, "seed": None},
    "GaussianNoise": {"stddev": REQUIRED, "seed": None},
    "Activation": {"activation": REQUIRED},
    "ReLU": {"max_value": None, "negative_slope": 0.0, "threshold": 0.0},
    "LeakyReLU": {"negative_slope": 0.3},
    "ELU": {"alpha": 1.0},
    "Softmax": {"axis": -1},
}

NEVER_TRAINED = {"SpatialDropout2D"}
"""Layers to which Keras gives no ``trainable``."""

LATER = {"groups", "synchronized", "keepdims", "data_format"}
"""Arguments that old versions of Keras do not know in some layer; legacy files say them only where
they are not the default."""

WITHOUT_EFFECT: Row = {
    "activity_regularizer": None,
    "quantization_config": None,
    "renorm": False,
    "renorm_clipping": None,
    "renorm_momentum": 0.99,
    "virtual_batch_size": None,
    "fused": None,
    "implementation": None,
    "input_dtype": "float32",
    "batch_size": None,
    "sparse": False,
    "ragged": False,
    "optional": False,
    "noise_shape": None,
}
"""Arguments of some version of Keras that lenet has not: what they must be."""
