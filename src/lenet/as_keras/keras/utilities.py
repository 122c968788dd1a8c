"""What listings ask of ``keras.utils`` beside lenet's own."""

from __future__ import annotations

from typing import Any

from lenet.as_keras.old.told import tell


def disable_interactive_logging() -> None:
    """Told: ``verbose`` says what is shown."""
    tell("disable_interactive_logging changes nothing here: fit(verbose=0) shows nothing")


def enable_interactive_logging() -> None:
    """Nothing to do: ``fit`` shows its bar unless told."""


def clear_session() -> None:
    """Nothing to do: a model that nobody holds is gone."""


def model_to_dot(*given: Any, **named: Any) -> Any:
    """Refused: it gives a graph of pydot's."""
    from lenet.errors import ModelError

    del given, named
    raise ModelError("lenet draws no graphs of pydot's: model.summary() shows the layers")
