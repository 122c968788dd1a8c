"""Settings of TensorFlow's: devices, threads, words. There is one processor, and nothing to set."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from lenet.as_keras.old.told import tell

_Functions = dict[str, Any]


def _gives(answer: Any) -> Callable[..., Any]:
    """A function of TensorFlow's that asks or sets what is always the same here."""

    def function(*given: Any, **named: Any) -> Any:
        del given, named
        return answer

    return function


def _devices(device_type: str | None = None) -> list[Any]:
    """The processor; no graphics cards."""
    return [PhysicalDevice()] if device_type in (None, "CPU") else []


class PhysicalDevice:
    """The processor, as TensorFlow lists it."""

    name = "/physical_device:CPU:0"
    device_type = "CPU"

    def __repr__(self) -> str:
        return f"PhysicalDevice(name={self.name!r}, device_type={self.device_type!r})"


class LogicalDeviceConfiguration:
    """Limits of a graphics card: kept by nobody, since there is none."""

    def __init__(self, memory_limit: int | None = None) -> None:
        self.memory_limit = memory_limit


class OneProcessor:
    """A strategy of ``tf.distribute``: there is one processor, which runs all."""

    num_replicas_in_sync = 1

    @contextlib.contextmanager
    def scope(self) -> Iterator[None]:
        """Nothing to distribute."""
        yield


class SummaryWriter:
    """Writes nothing; ``keras.callbacks.TensorBoard`` writes what TensorBoard shows."""

    @contextlib.contextmanager
    def as_default(self, step: int | None = None) -> Iterator[None]:
        """Told: nothing is written."""
        del step
        tell("tf.summary writes nothing here: keras.callbacks.TensorBoard writes event files")
        yield

    def close(self) -> None:
        """Nothing to close."""

    def flush(self) -> None:
        """Nothing to write."""


CONFIG: _Functions = {
    "list_physical_devices": _devices,
    "list_logical_devices": _devices,
    "get_visible_devices": _devices,
    "set_visible_devices": _gives(None),
    "set_memory_growth": _gives(None),
    "set_logical_device_configuration": _gives(None),
    "set_virtual_device_configuration": _gives(None),
    "VirtualDeviceConfiguration": LogicalDeviceConfiguration,
    "LogicalDeviceConfiguration": LogicalDeviceConfiguration,
    "set_soft_device_placement": _gives(None),
    "set_jit": _gives(None),
    "run_functions_eagerly": _gives(None),
    "enable_op_determinism": _gives(None),
    "set_inter_op_parallelism_threads": _gives(None),
    "set_intra_op_parallelism_threads": _gives(None),
}
TEST: _Functions = {
    "is_gpu_available": _gives(False),
    "is_built_with_cuda": _gives(False),
    "gpu_device_name": _gives(""),
}
LOGGING: _Functions = {
    "set_verbosity": _gives(None),
    "get_verbosity": _gives(0),
    **{word: number for number, word in enumerate(("DEBUG", "INFO", "WARN", "ERROR", "FATAL"))},
    **dict.fromkeys(("info", "warn", "warning", "error"), _gives(None)),
}
DEVICES: _Functions = {"list_local_devices": _gives([PhysicalDevice()])}
BUILD: _Functions = {"get_build_info": _gives({"is_cuda_build": False})}
VERSION: _Functions = {"VERSION": "2.21.0"}
AUTOGRAPH: _Functions = {
    "set_verbosity": _gives(None),
    "do_not_convert": lambda function=None, **_: function or (lambda given: given),
}
DEBUGGING: _Functions = {
    "set_log_device_placement": _gives(None),
    "enable_check_numerics": _gives(None),
}
DATA: _Functions = {
    "Options": LogicalDeviceConfiguration,
    "cardinality": lambda ds: ds.cardinality(),
}
SUMMARY: _Functions = {
    "create_file_writer": lambda *_, **__: SummaryWriter(),
    "FileWriter": lambda *_, **__: SummaryWriter(),
    **dict.fromkeys(("scalar", "image", "histogram", "text", "trace_on"), _gives(None)),
}
STRATEGIES: _Functions = dict.fromkeys(
    ("MirroredStrategy", "OneDeviceStrategy", "get_strategy"), lambda *_, **__: OneProcessor()
)
