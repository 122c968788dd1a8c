"""A listing's own ``lenet.py``: its ``import lenet`` means that file, ours stays ours."""

from __future__ import annotations

import builtins
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from lenet.as_keras.old.told import tell

_PACKAGE = str(Path(__file__).parents[2])


def own_place(folder: Path) -> Path | None:
    """The ``lenet.py``, or ``lenet/__init__.py``, that lies beside a listing."""
    for place in (folder / "lenet.py", folder / "lenet" / "__init__.py"):
        if place.is_file() and str(place.resolve().parent) != _PACKAGE:
            return place
    return None


def give_own(place: Path, listing: Path) -> None:
    """Let ``import lenet`` in files of the listing's folder mean ``place``."""
    before = builtins.__import__
    folder = str(listing.parent)

    def imported(
        name: str,
        scope: Mapping[str, Any] | None = None,
        local: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        asking = str((scope or {}).get("__file__", ""))
        own = asking.startswith(folder) and not asking.startswith(_PACKAGE)
        if level == 0 and name == "lenet" and own and asking != str(place):
            return _loaded(place)
        return before(name, scope, local, fromlist or (), level)

    builtins.__import__ = cast(Any, imported)


def _loaded(place: Path) -> ModuleType:
    """The listing's own module, run once."""
    key = "__main__.lenet"
    if key not in sys.modules:
        tell(f"import lenet means {place}, the listing's own")
        spec = importlib.util.spec_from_file_location(key, place)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[key] = module
        spec.loader.exec_module(module)
    return sys.modules[key]
