"""A module of Keras's or TensorFlow's whose names are lenet's."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from lenet.as_keras.hook.imported import ImportedName
from lenet.as_keras.hook.names import HOMES
from lenet.as_keras.hook.paths import MODULES
from lenet.as_keras.hook.roots import OLD, today, without_root
from lenet.as_keras.old.renamed import ARGUMENTS, NAMES, SHORT
from lenet.as_keras.old.told import tell_old
from lenet.as_keras.old.translate import taking_old_arguments
from lenet.errors import AbsentImportError, AbsentNameError
from lenet.keras_names import from_import, is_public, sentence

_MISSING = object()


class Answers(ModuleType):
    """A module that looks its names up in lenet, and refuses in a sentence what lenet has not."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name not in ("__version__", "__all__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        found = self._submodule(name)
        if found is _MISSING:
            found = list(self._public()) if name == "__all__" else self._found(name)
        if found is _MISSING:
            whole = f"{today(self.__name__)}.{name}"
            told = sentence(whole)
            asking = sys._getframe(1)
            imported = from_import(asking) or asking.f_code.co_name == "_handle_fromlist"
            if imported and is_public(whole):
                return ImportedName(told)
            if imported:
                raise AbsentImportError(told, name=self.__name__)
            raise AbsentNameError(told)
        if name != "__all__":
            setattr(self, name, found)
        return found

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._public()})

    def _submodule(self, name: str) -> Any:
        whole = f"{self.__name__}.{name}"
        path = without_root(whole)
        if path in OLD or path in MODULES:
            return importlib.import_module(whole)
        return _MISSING

    def _found(self, name: str) -> Any:
        whole = f"{today(self.__name__)}.{name}"
        if whole in HOMES and not (whole in SHORT and self.__name__.startswith("tensorflow")):
            return named(HOMES[whole])
        found = _at_home(today(self.__name__), name)
        if found is _MISSING and whole in SHORT:
            module, _, last = SHORT[whole].rpartition(".")
            found = _at_home(module, last)
        if found is _MISSING and whole in NAMES:
            module, _, last = NAMES[whole].rpartition(".")
            found = _at_home(module, last)
            if found is not _MISSING:
                tell_old(whole.removeprefix("keras."), NAMES[whole].removeprefix("keras."))
        return found

    def _public(self) -> Iterator[str]:
        module = today(self.__name__)
        for home in MODULES.get(module, ()):
            yield from (name for name in _names_of(home) if not name.startswith("_"))
        for whole in (*SHORT, *HOMES):
            owner, _, last = whole.rpartition(".")
            if owner == module and self._found(last) is not _MISSING:
                yield last


def named(target: str) -> Any:
    """What a table calls ``module:name``, or a whole module."""
    module, _, name = target.partition(":")
    if not name:
        return importlib.import_module(module)
    return getattr(importlib.import_module(module), name, _MISSING)


def _at_home(module: str, name: str) -> Any:
    """A name of one of today's modules, wherever it is at home."""
    for home in MODULES.get(module, ()):
        found = _in_home(home, name)
        if found is not _MISSING:
            return _dressed(found, module, name)
    return _MISSING


def _in_home(home: str, name: str) -> Any:
    path, _, table = home.partition(":")
    try:
        place = importlib.import_module(path)
    except ModuleNotFoundError as error:
        if error.name and path.startswith(error.name):
            return _MISSING
        raise
    if table:
        return getattr(place, table).get(name, _MISSING)
    if path.startswith("lenet.as_keras."):
        found = vars(place).get(name, _MISSING)
        own = getattr(found, "__module__", path) == path
        return found if own and not isinstance(found, ModuleType | dict | tuple) else _MISSING
    found = getattr(place, name, _MISSING)
    return _MISSING if isinstance(found, ModuleType) else found  # a file, such as optimizers/adam


def _names_of(home: str) -> list[str]:
    path, _, table = home.partition(":")
    try:
        place = importlib.import_module(path)
    except ModuleNotFoundError:
        return []
    if table:
        return list(getattr(place, table))
    return list(getattr(place, "__all__", None) or vars(place))


def _dressed(found: Any, module: str, name: str) -> Any:
    """A function that takes old arguments, if it had any; classes take them themselves."""
    whole = f"{module}.{name}"
    if whole not in ARGUMENTS or isinstance(found, type) or not callable(found):
        return found
    return taking_old_arguments(found, whole)
