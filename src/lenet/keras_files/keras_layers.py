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


def _kernel(*names: str, activity: bool = True) -> Row:
    """What a layer's kernels of these names, its bias and its activity may have."""
    starts = {f"{name}_initializer": "glorot_uniform" for name in names}
    return {
        "activation": "linear",
        "use_bias": True,
        **starts,
        "bias_initializer": "zeros",
        **{f"{name}_regularizer": None for name in names},
        "bias_regularizer": None,
        **({"activity_regularizer": None} if activity else {}),
        **{f"{name}_constraint": None for name in names},
        "bias_constraint": None,
    }


def _convolution(sides: int, first: Row, *kernels: str) -> Row:
    return {
        **first,
        "kernel_size": REQUIRED,
        "strides": [1] * sides,
        "padding": "valid",
        "data_format": "channels_last",
        "dilation_rate": [1] * sides,
        **({"groups": 1} if kernels == ("kernel",) else {}),
        **_kernel(*kernels),
    }


def _pool(sides: int) -> Row:
    return {"pool_size": [2] * sides, "padding": "valid", "strides": None, **_PLANES}


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
    "Conv2D": _convolution(2, {"filters": REQUIRED}, "kernel"),
    "Conv1D": _convolution(1, {"filters": REQUIRED}, "kernel"),
    "DepthwiseConv2D": _convolution(2, {"depth_multiplier": 1}, "depthwise"),
    "SeparableConv2D": _convolution(
        2, {"depth_multiplier": 1, "filters": REQUIRED}, "depthwise", "pointwise"
    ),
    "Dense": {"units": REQUIRED, **_kernel("kernel", activity=False)},
    "MaxPooling2D": _pool(2),
    "AveragePooling2D": _pool(2),
    "MaxPooling1D": _pool(1),
    "AveragePooling1D": _pool(1),
    "GlobalMaxPooling2D": {**_PLANES, "keepdims": False},
    "GlobalAveragePooling2D": {**_PLANES, "keepdims": False},
    "ZeroPadding2D": {"padding": [[1, 1], [1, 1]], **_PLANES},
    "Cropping2D": {"cropping": [[0, 0], [0, 0]], **_PLANES},
    "UpSampling2D": {"size": [2, 2], **_PLANES, "interpolation": "nearest"},
    "Flatten": dict(_PLANES),
    "Reshape": {"target_shape": REQUIRED},
    "Permute": {"dims": REQUIRED},
    "Rescaling": {"scale": REQUIRED, "offset": 0.0},
    "BatchNormalization": _NORMALISATION,
    "Dropout": {"rate": REQUIRED, "seed": None, "noise_shape": None},
    "SpatialDropout2D": {"rate": REQUIRED, "seed": None, **_PLANES},
    "AlphaDropout": {"rate": REQUIRED, "seed": None, "noise_shape": None},
    "GaussianDropout": {"rate": REQUIRED, "seed": None},
    "GaussianNoise": {"stddev": REQUIRED, "seed": None},
    "Activation": {"activation": REQUIRED},
    "ReLU": {"max_value": None, "negative_slope": 0.0, "threshold": 0.0},
    "LeakyReLU": {"negative_slope": 0.3},
    "ELU": {"alpha": 1.0},
    "PReLU": {
        "alpha_initializer": "zeros",
        "alpha_regularizer": None,
        "alpha_constraint": None,
        "shared_axes": None,
    },
    "Softmax": {"axis": -1},
    "Add": {},
    "Concatenate": {"axis": -1},
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
