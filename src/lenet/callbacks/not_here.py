"""Keras's callbacks that lenet has not: each says so when it is made, and what to do instead."""

from __future__ import annotations

from typing import Any

from lenet.callbacks.callback import Callback
from lenet.errors import ModelError


class RemoteMonitor(Callback):
    """Is refused with ModelError: nothing is sent to other machines."""

    def __init__(self, *given: Any, **named: Any) -> None:
        del given, named
        raise ModelError(
            "RemoteMonitor sends figures to a server, which lenet does not do: send them in "
            "LambdaCallback(on_epoch_end=...)"
        )


class SwapEMAWeights(Callback):
    """Is refused with ModelError: no moving average of the weights is kept."""

    def __init__(self, *given: Any, **named: Any) -> None:
        del given, named
        raise ModelError(
            "SwapEMAWeights needs the optimizer's moving average of the weights, which lenet does "
            "not keep: leave it out"
        )
