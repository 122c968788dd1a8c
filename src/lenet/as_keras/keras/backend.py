"""``keras.backend``: what listings set and ask; its functions of arrays are in ``arrays``."""

from __future__ import annotations

from typing import Any

import numpy as np

from lenet.as_keras.arrays.drawing import normal, truncated_normal, uniform
from lenet.as_keras.arrays.making import Variable
from lenet.as_keras.arrays.tensor import plain, tensor
from lenet.as_keras.old.data_format import choose, chosen
from lenet.as_keras.old.renamed import VALUES
from lenet.as_keras.old.told import tell, tell_old
from lenet.errors import ModelError

_EPSILON = [1e-7]
_FLOATX = ["float32"]


def backend() -> str:
    """The backend: Keras's name of the one that listings are written for."""
    return "tensorflow"


def image_data_format() -> str:
    """How pictures are laid out: "channels_last" unless it was set."""
    return chosen()


def set_image_data_format(data_format: str) -> None:
    """Let layers that are made from here on take pictures so. ModelError for another word."""
    if data_format not in ("channels_last", "channels_first"):
        raise ModelError(f"expected channels_last or channels_first, received {data_format!r}")
    choose(data_format)


def image_dim_ordering() -> str:
    """Keras 1's word for the data format: "tf" or "th"."""
    tell_old("K.image_dim_ordering()", "K.image_data_format()")
    return "tf" if chosen() == "channels_last" else "th"


def set_image_dim_ordering(dim_ordering: str) -> None:
    """Keras 1's ``set_image_data_format``: "tf" or "th"."""
    tell_old("K.set_image_dim_ordering", "K.set_image_data_format")
    choose(VALUES["data_format"].get(dim_ordering, dim_ordering))


def floatx() -> str:
    """The type that was set, float32 unless told; networks compute in float32."""
    return _FLOATX[0]


def set_floatx(value: str) -> None:
    """Change what ``floatx`` answers, and tell that networks stay in float32. ModelError."""
    if value not in ("float16", "float32", "float64"):
        raise ModelError(f"expected float16, float32 or float64, received {value!r}")
    if value != "float32":
        tell(f"set_floatx({value!r}): networks compute in float32 here")
    _FLOATX[0] = value


def _set_global_policy(policy: Any) -> None:
    """Told: networks compute in float32."""
    del policy
    tell("mixed_precision changes nothing here: networks compute in float32")


PRECISION: dict[str, Any] = {"set_global_policy": _set_global_policy}
"""``keras.mixed_precision``."""


def epsilon() -> float:
    """The small number that Keras adds before it divides."""
    return _EPSILON[0]


def set_epsilon(value: float) -> None:
    """Change what ``epsilon`` answers."""
    _EPSILON[0] = float(value)


def clear_session() -> None:
    """Nothing to do: a model that nobody holds is gone."""


def learning_phase() -> int:
    """0: layers answer as they do after training, but in ``fit``."""
    return 0


def set_learning_phase(value: Any) -> None:
    """Told: ``fit`` trains and ``predict`` answers, whatever is set."""
    del value
    tell("set_learning_phase changes nothing here: fit trains, predict and evaluate do not")


def set_session(session: Any) -> None:
    """Nothing to do: there are no sessions."""
    del session


def get_session() -> Any:
    """A session of the first TensorFlow, which can be made and closed, and runs nothing."""
    from lenet.as_keras.tensorflow.first_version import Session

    return Session()


def get_value(x: Any) -> Any:
    """The array, or the number."""
    return float(x) if isinstance(x, float | int) else plain(x)


def set_value(x: Any, value: Any) -> None:
    """Change an optimizer's ``lr``, or an array. ModelError for a bare number."""
    if isinstance(x, float) and hasattr(x, "assign"):  # an optimizer's rate
        x.assign(value)
    elif isinstance(x, np.ndarray):
        x[...] = value
    else:
        raise ModelError(
            "expected optimizer.lr or an array: write optimizer.learning_rate = value instead"
        )


def eval(x: Any) -> Any:  # noqa: A001 - Keras's name
    """The array, or the number."""
    return get_value(x)


def variable(value: Any, dtype: Any = None, name: str | None = None) -> Any:
    """Values that ``set_value`` can change."""
    return Variable(value, dtype=dtype, name=name)


def random_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, seed: Any = None) -> Any:
    """Numbers of a normal distribution."""
    return normal(shape, mean, stddev, seed=seed)


def random_uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, seed: Any = None) -> Any:
    """Numbers from ``minval`` to before ``maxval``."""
    return uniform(shape, minval, maxval, seed=seed)


def random_truncated_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0) -> Any:
    """Numbers of a normal distribution without those that are far out."""
    return truncated_normal(shape, mean, stddev)


def permute_dimensions(x: Any, pattern: Any) -> Any:
    """The axes in another order."""
    return tensor(np.transpose(plain(x), pattern))


def dot(x: Any, y: Any) -> Any:
    """The product of matrices."""
    return tensor(np.dot(plain(x), plain(y)))


def concatenate(tensors: Any, axis: int = -1) -> Any:
    """Arrays one after the other."""
    return tensor(np.concatenate([plain(one) for one in tensors], axis))


def count_params(x: Any) -> int:
    """How many numbers an array has."""
    return int(plain(x).size)


def function(inputs: Any, outputs: Any) -> Any:
    """Arrays -> arrays, by the model from one layer's input to another's output."""
    from lenet.models import Model

    several = outputs if isinstance(outputs, list | tuple) else [outputs]
    first = inputs[0] if isinstance(inputs, list | tuple) else inputs
    models = [Model(inputs=first, outputs=one) for one in several]

    def answers(given: Any) -> list[Any]:
        samples = given[0] if isinstance(given, list | tuple) else given
        return [model.predict(samples, verbose=0) for model in models]

    return answers
