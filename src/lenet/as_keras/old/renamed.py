"""The table of old words: data, no branches.

``NAMES``      whole old name -> today's whole name
``ARGUMENTS``  class or function -> old argument -> today's
``VALUES``     today's argument -> old value -> today's
``RATES``      optimizers that begin with another learning rate today
``NEEDLESS``   arguments that said how Keras computes, and that nothing here depends on
"""

from __future__ import annotations

_OF_OPTIMIZERS = ("SGD", "RMSprop", "Adam", "Adadelta", "Adagrad", "Adamax", "Nadam")

NAMES: dict[str, str] = {
    **{f"keras.optimizers.{name.lower()}": f"keras.optimizers.{name}" for name in _OF_OPTIMIZERS},
    "keras.utils.plot": "keras.utils.plot_model",
    "keras.initializers.normal": "keras.initializers.RandomNormal",
    "keras.initializers.uniform": "keras.initializers.RandomUniform",
    "keras.initializers.zero": "keras.initializers.Zeros",
    "keras.initializers.one": "keras.initializers.Ones",
    "keras.regularizers.WeightRegularizer": "keras.regularizers.L1L2",
    "keras.regularizers.activity_l2": "keras.regularizers.l2",
}

SHORT: dict[str, str] = {
    "keras.layers.Convolution2D": "keras.layers.Conv2D",
    "keras.metrics.SUM": "keras.metrics.Sum",
}
"""Other names of the same that Keras has still: nothing is told."""

_OF_KERNELS = {
    "init": "kernel_initializer",
    "W_regularizer": "kernel_regularizer",
    "b_regularizer": "bias_regularizer",
    "W_constraint": "kernel_constraint",
    "b_constraint": "bias_constraint",
    "bias": "use_bias",
}
_OF_PLANES = {"border_mode": "padding", "dim_ordering": "data_format"}
_OF_CONVOLUTION = {
    **_OF_KERNELS,
    **_OF_PLANES,
    "nb_filter": "filters",
    "subsample": "strides",
    "atrous_rate": "dilation_rate",
}
_OF_PICTURES = ("img_to_array", "array_to_img", "save_img")
_OF_NOISE = {"p": "rate"}
_OF_FIT = {"nb_epoch": "epochs", "nb_val_samples": "validation_steps"}

ARGUMENTS: dict[str, dict[str, str]] = {
    "keras.Input": {},
    "keras.layers.Input": {},
    "keras.layers.Conv2D": _OF_CONVOLUTION,
    "keras.layers.Dense": {**_OF_KERNELS, "output_dim": "units"},
    "keras.layers.MaxPooling2D": _OF_PLANES,
    "keras.layers.AveragePooling2D": _OF_PLANES,
    "keras.layers.GlobalMaxPooling2D": _OF_PLANES,
    "keras.layers.GlobalAveragePooling2D": _OF_PLANES,
    "keras.layers.ZeroPadding2D": _OF_PLANES,
    "keras.layers.Cropping2D": _OF_PLANES,
    "keras.layers.Flatten": _OF_PLANES,
    "keras.layers.Dropout": _OF_NOISE,
    "keras.layers.SpatialDropout2D": {**_OF_NOISE, **_OF_PLANES},
    "keras.layers.GaussianDropout": _OF_NOISE,
    "keras.layers.GaussianNoise": {"sigma": "stddev"},
    "keras.layers.LeakyReLU": {"alpha": "negative_slope"},
    "keras.layers.BatchNormalization": {
        "beta_init": "beta_initializer",
        "gamma_init": "gamma_initializer",
    },
    **{f"keras.optimizers.{name}": {"lr": "learning_rate"} for name in _OF_OPTIMIZERS},
    "keras.optimizers.AdamW": {"lr": "learning_rate"},
    "keras.callbacks.ReduceLROnPlateau": {"epsilon": "min_delta"},
    "keras.utils.to_categorical": {"nb_classes": "num_classes", "y": "x"},
    "keras.models.Model.fit": _OF_FIT,
    **{
        f"keras.{home}.{name}": {"dim_ordering": "data_format"}
        for home, name in (
            ("preprocessing.image", "ImageDataGenerator"),
            *((home, name) for home in ("preprocessing.image", "utils") for name in _OF_PICTURES),
        )
    },
}

RATES: dict[str, tuple[float, float]] = {
    "Adadelta": (1.0, 0.001),
    "Adagrad": (0.01, 0.001),
    "Adamax": (0.002, 0.001),
    "Nadam": (0.002, 0.001),
}
"""Optimizer -> its learning rate unless told, before Keras 2.4 and today."""

VALUES: dict[str, dict[str, str]] = {
    "data_format": {"tf": "channels_last", "th": "channels_first"},
    "kernel_initializer": {
        "normal": "random_normal",
        "uniform": "random_uniform",
        "zero": "zeros",
        "one": "ones",
    },
    "bias_initializer": {"zero": "zeros", "one": "ones"},
    "loss": {"mse": "mean_squared_error", "mae": "mean_absolute_error"},
}

_OF_WORKERS = (
    "workers",
    "nb_worker",
    "max_queue_size",
    "max_q_size",
    "use_multiprocessing",
    "pickle_safe",
)

NEEDLESS: dict[str, tuple[str, ...]] = {
    "keras.models.Model.fit": _OF_WORKERS,
    "keras.models.Model.evaluate": _OF_WORKERS,
    "keras.models.Model.predict": _OF_WORKERS,
    "keras.models.Model.compile": (
        "sample_weight_mode",
        "experimental_run_tf_function",
        "run_eagerly",
        "jit_compile",
        "steps_per_execution",
        "auto_scale_loss",
    ),
    "keras.layers.BatchNormalization": ("mode", "fused", "renorm", "virtual_batch_size"),
    "keras.callbacks.TensorBoard": ("write_grads", "batch_size"),
    "keras.optimizers.Nadam": ("schedule_decay",),
}
