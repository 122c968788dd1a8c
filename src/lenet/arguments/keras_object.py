"""Objects as Keras describes them in JSON: ``{"module", "class_name", "config", ...}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, Self, TypeVar

from lenet.arguments.words import shown
from lenet.errors import ModelError


class FromConfig(Protocol):
    """A class whose objects are made of their description's config."""

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """The object with these settings. ModelError, TypeError for others."""
        ...


Made = TypeVar("Made", bound=FromConfig)


def described_object(
    module: str | None, class_name: str, config: Mapping[str, Any]
) -> dict[str, Any]:
    """An object's description, as ``keras.saving.serialize_keras_object`` writes it.

    ``module`` is None for a class of a user's own.
    """
    return {
        "module": module,
        "class_name": class_name,
        "config": dict(config),
        "registered_name": None,
    }


def known_object(what: str, given: object, known: Mapping[str, type[Made]]) -> Made | None:
    """The object: by its name, its class or its description, or as it is; None for anything else.

    ModelError for a description of another object.
    """
    if isinstance(given, str) and given in known:
        return known[given]()
    if isinstance(given, Mapping):
        return object_of(what, given, known)
    for kind in known.values():
        if given is kind:
            return kind()
        if type(given) is kind:
            return given
    return None


def object_of(what: str, described: Mapping[str, Any], known: Mapping[str, type[Made]]) -> Made:
    """The object that a description describes, made by one of the ``known`` classes.

    ModelError, which names ``what``, for any other description.
    """
    name, config = described.get("class_name"), described.get("config", {})
    if not isinstance(name, str) or not isinstance(config, Mapping):
        raise ModelError(
            f"expected {what} as {{'class_name': ..., 'config': {{...}}}}, "
            f"received {shown(dict(described))}"
        )
    if name not in known:
        names = sorted({kind.__name__ for kind in known.values()})
        raise ModelError(f"lenet has no {what} {shown(name)}: it has {', '.join(names)}")
    try:
        return known[name].from_config(config)
    except TypeError as error:
        raise ModelError(f"expected the settings of {name}: {error}") from error
