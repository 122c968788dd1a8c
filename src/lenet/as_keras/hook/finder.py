"""The finder of imports: ``keras``, ``tensorflow`` and what lies in them, answered by lenet."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

from lenet.as_keras.hook.answers import Answers
from lenet.as_keras.hook.paths import MODULES, PACKAGES
from lenet.as_keras.hook.roots import OLD, today, told_as
from lenet.as_keras.old.told import tell_old
from lenet.errors import AbsentImportError
from lenet.keras_names import sentence


class _Answering(Loader):
    """Makes the module that answers for a name."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, empty as yet."""
        return Answers(spec.name, f"{today(spec.name)}, answered by lenet.")

    def exec_module(self, module: ModuleType) -> None:
        """Let it have modules in it."""
        module.__path__ = []


class Finder(MetaPathFinder):
    """Finds the modules of Keras and TensorFlow here; AbsentImportError for those that are not."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module that answers for a name; None for what is neither Keras's nor TensorFlow's."""
        del path, target
        if fullname.partition(".")[0] not in PACKAGES:
            return None
        now = today(fullname)
        leads_on = any(one.startswith(f"{now}.") for one in (*MODULES, *OLD))
        if now not in MODULES and not leads_on:
            module, _, last = fullname.rpartition(".")
            whole = f"{today(module)}.{last}" if module else fullname
            raise AbsentImportError(sentence(whole), name=fullname)
        old = told_as(fullname)
        if old is not None:
            tell_old(fullname, old)
        return importlib.util.spec_from_loader(fullname, _Answering(), is_package=True)


def install() -> list[str]:
    """Answer from now on; the modules of Keras and TensorFlow that were imported before.

    Those are forgotten, and who holds one already has it still.
    """
    if any(isinstance(finder, Finder) for finder in sys.meta_path):
        return []
    before = [name for name in sys.modules if name.partition(".")[0] in PACKAGES]
    for name in before:
        del sys.modules[name]
    sys.meta_path.insert(0, Finder())
    return [name for name in before if "." not in name]
