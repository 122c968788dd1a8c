"""Matplotlib's styles by their names before 3.6: ``plt.style.use("seaborn")``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

MODULE, VERSION = "matplotlib.style", "-v0_8"


class StyleFinder(MetaPathFinder):
    """Finds matplotlib's styles where they are, and adds the old names once they are read."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The styles' own spec, with a loader that adds; None for all other modules."""
        spec = PathFinder.find_spec(fullname, path, target) if fullname == MODULE else None
        if spec is not None and spec.loader is not None:
            loader: Any = spec.loader
            read = loader.exec_module

            def exec_module(module: Any) -> None:
                read(module)
                for name in list(module.library):
                    module.library.setdefault(name.replace(VERSION, ""), module.library[name])

            loader.exec_module = exec_module
        return spec


def give_old_styles() -> None:
    """Let ``plt.style.use`` take the names that seaborn's styles had."""
    if MODULE not in sys.modules:
        sys.meta_path.insert(0, StyleFinder())
