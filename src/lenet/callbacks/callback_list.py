"""CallbackList: several callbacks called as one, each in the form in which it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lenet.callbacks.callback import Callback, Logs, call_with_logs
from lenet.callbacks.history import History


class CallbackList(Callback):
    """Calls its callbacks one after the other, as Keras's ``CallbackList``.

    Each gets the same ``logs``, sorted by name as in Keras, with Python's numbers for NumPy's; what
    one puts in, the next ones see. A call that was written without ``logs``, such as
    ``def on_epoch_begin(self, epoch)``, is made without. ``add_history`` adds a ``History`` if
    there is none, and makes it the model's ``history``; ``add_progbar`` adds nothing: ``fit``
    shows its progress itself. Other arguments become the ``params`` of each.
    """

    def __init__(
        self,
        callbacks: Callback | Iterable[Callback] | None = None,
        add_history: bool = False,
        add_progbar: bool = False,
        model: Any = None,
        **params: Any,
    ) -> None:
        del add_progbar
        given = [callbacks] if isinstance(callbacks, Callback) else callbacks
        self.callbacks: list[Callback] = list(given or ())
        histories = [one for one in self.callbacks if isinstance(one, History)]
        if add_history and not histories:
            histories = [History()]
            self.callbacks += histories
        self.history = histories[-1] if histories else None
        if model is not None:
            self.set_model(model)
        self.params = {}
        if params:
            self.set_params(params)

    def append(self, callback: Callback) -> None:
        """Add one, which is called last."""
        self.callbacks.append(callback)

    def set_model(self, model: Any) -> None:
        self.model = model
        if self.history is not None:
            model.history = self.history
        for callback in self.callbacks:
            callback.set_model(model)

    def set_params(self, params: Mapping[str, Any]) -> None:
        self.params = params
        for callback in self.callbacks:
            callback.set_params(params)

    def watches(self, what: str) -> bool:
        return any(callback.watches(what) for callback in self.callbacks)

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._call("on_train_begin", (), logs)

    def on_train_end(self, logs: Logs | None = None) -> None:
        self._call("on_train_end", (), logs)

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._call("on_epoch_begin", (epoch,), logs)

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._call("on_epoch_end", (epoch,), logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_batch_begin", (batch,), logs)

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_batch_end", (batch,), logs)

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_begin", (batch,), logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_train_batch_end", (batch,), logs)

    def on_test_begin(self, logs: Logs | None = None) -> None:
        self._call("on_test_begin", (), logs)

    def on_test_end(self, logs: Logs | None = None) -> None:
        self._call("on_test_end", (), logs)

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_test_batch_begin", (batch,), logs)

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_test_batch_end", (batch,), logs)

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        self._call("on_predict_begin", (), logs)

    def on_predict_end(self, logs: Logs | None = None) -> None:
        self._call("on_predict_end", (), logs)

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_predict_batch_begin", (batch,), logs)

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._call("on_predict_batch_end", (batch,), logs)

    def _call(self, name: str, given: tuple[int, ...], logs: Logs | None) -> None:
        shared = _plain(logs or {})
        for callback in self.callbacks:
            call_with_logs(getattr(callback, name), given, shared)


def _plain(logs: Logs) -> Logs:
    """The figures sorted by name, NumPy's numbers as Python's."""
    return {
        name: value.item() if isinstance(value, np.generic) else value
        for name, value in sorted(logs.items())
    }
