"""Names of TensorFlow 1 that listings for Keras have at their top: memory of graphics cards."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

from lenet.errors import ModelError


class GPUOptions(SimpleNamespace):
    """Settings of graphics cards: kept, and never asked for."""

    allow_growth = False


class ConfigProto(SimpleNamespace):
    """Settings of a session: kept, and never asked for."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"gpu_options": GPUOptions(), **settings})


class Session:
    """A session that can be made, entered and closed. ModelError when it is told to run."""

    def __init__(self, target: str = "", graph: Any = None, config: Any = None) -> None:
        del target
        self.graph, self.config = graph, config

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Nothing to close."""

    def run(self, fetches: Any, feed_dict: Any = None) -> Any:
        """None for ``global_variables_initializer()``; ModelError for a graph."""
        if fetches is None and feed_dict is None:
            return None
        raise ModelError(
            "lenet runs no graphs of TensorFlow 1: build the network of keras.layers and train it "
            "with fit"
        )


class InteractiveSession(Session):
    """As ``Session``."""


def global_variables_initializer() -> None:
    """Nothing to begin: a model has its first weights when it is made."""


def _run(main: Callable[..., Any] | None = None, argv: Any = None) -> NoReturn:
    """``tf.app.run()``: call the listing's ``main``, and end."""
    called = main or sys.modules["__main__"].main
    sys.exit(called(argv or sys.argv))


APP: dict[str, Any] = {"run": _run}
OPS: dict[str, Any] = {"reset_default_graph": lambda: None}
