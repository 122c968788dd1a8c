"""``tf.train``: TensorFlow 1's optimizers, which ``model.compile`` of tf.keras took.

Each is Keras's own with TensorFlow 1's arguments and defaults.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lenet import optimizers
from lenet.as_keras.old.told import tell_old


def _descent(learning_rate: Any, use_locking: bool = False, name: str | None = None) -> Any:
    del use_locking, name
    return _made("GradientDescentOptimizer", "SGD", learning_rate)


def _momentum(
    learning_rate: Any,
    momentum: float,
    use_locking: bool = False,
    name: str | None = None,
    use_nesterov: bool = False,
) -> Any:
    del use_locking, name
    return _made(
        "MomentumOptimizer", "SGD", learning_rate, momentum=momentum, nesterov=use_nesterov
    )


def _adam(
    learning_rate: Any = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
    use_locking: bool = False,
    name: str | None = None,
) -> Any:
    del use_locking, name
    return _made(
        "AdamOptimizer", "Adam", learning_rate, beta_1=beta1, beta_2=beta2, epsilon=epsilon
    )


def _rmsprop(
    learning_rate: Any,
    decay: float = 0.9,
    momentum: float = 0.0,
    epsilon: float = 1e-10,
    use_locking: bool = False,
    centered: bool = False,
    name: str | None = None,
) -> Any:
    del use_locking, name
    return _made(
        "RMSPropOptimizer", "RMSprop", learning_rate,
        rho=decay, momentum=momentum, epsilon=epsilon, centered=centered,
    )  # fmt: skip


def _adagrad(
    learning_rate: Any,
    initial_accumulator_value: float = 0.1,
    use_locking: bool = False,
    name: str | None = None,
) -> Any:
    del use_locking, name
    return _made(
        "AdagradOptimizer", "Adagrad", learning_rate,
        initial_accumulator_value=initial_accumulator_value,
    )  # fmt: skip


def _adadelta(
    learning_rate: Any = 0.001,
    rho: float = 0.95,
    epsilon: float = 1e-8,
    use_locking: bool = False,
    name: str | None = None,
) -> Any:
    del use_locking, name
    return _made("AdadeltaOptimizer", "Adadelta", learning_rate, rho=rho, epsilon=epsilon)


def _made(old: str, today: str, learning_rate: Any, **settings: Any) -> Any:
    """The optimizer of today's name, told once."""
    tell_old(f"tf.train.{old}", f"keras.optimizers.{today}")
    return getattr(optimizers, today)(learning_rate, **settings)


def _latest_checkpoint(checkpoint_dir: Any, latest_filename: str | None = None) -> str | None:
    """The file or folder in a folder that was written last; None if there is none."""
    del latest_filename
    folder = Path(checkpoint_dir)
    found = list(folder.iterdir()) if folder.is_dir() else []
    return str(max(found, key=lambda path: path.stat().st_mtime_ns)) if found else None


OPTIMIZERS: dict[str, Any] = {
    "AdadeltaOptimizer": _adadelta,
    "AdagradOptimizer": _adagrad,
    "AdamOptimizer": _adam,
    "GradientDescentOptimizer": _descent,
    "MomentumOptimizer": _momentum,
    "RMSPropOptimizer": _rmsprop,
    "latest_checkpoint": _latest_checkpoint,
}
"""TensorFlow 1's name -> what makes Keras's optimizer; the checkpoint that is the newest."""
