"""Tables of public names, and what the docstrings say of a module and of each of its names.

```{names} lenet
```                  a table of a module's public names, with first sentences and links;
                     its modules' pages become part of the navigation
```{public} lenet.layers
```                  a module and each of its public names, from the docstrings
"""

import importlib
import inspect
import re
import sys
from types import ModuleType
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective

LONGEST_VALUE = 200
"""Characters of a constant's value that is shown."""


class Names(SphinxDirective):
    """A table of a module's public names, and the pages of its modules in the navigation.

    Further arguments are further pages.
    """

    required_arguments, optional_arguments = 1, 9

    def run(self) -> list[nodes.Node]:
        module = importlib.import_module(self.arguments[0])
        rows = ["| name | what it is |", "|---|---|"]
        for name in module.__all__:
            rows.append(f"| {_entry(module, name)} | {_first_sentence(getattr(module, name))} |")
        pages = [name for name in module.__all__ if inspect.ismodule(getattr(module, name))]
        tree = ["", "```{toctree}", ":hidden:", "", *sorted([*pages, *self.arguments[1:]]), "```"]
        return self.parse_text_to_nodes("\n".join([*rows, *tree]))


def _entry(module: ModuleType, name: str) -> str:
    """The name, linked to where it is described, in a span that has the name as its anchor."""
    value = getattr(module, name)
    if inspect.ismodule(value):
        target = f"[`{module.__name__}.{name}`]({name}.md)"
    else:
        role = "class" if inspect.isclass(value) else "func"
        place = public_place(value)
        target = f"{{py:{role}}}`{module.__name__}.{name} <{place}>`"
    return f'<span id="{module.__name__}.{name}"></span>{target}'


def public_place(value: Any) -> str:
    """The full name under which a class or function stands in the reference."""
    parts = value.__module__.split(".")
    name: str = value.__name__
    package = importlib.import_module(".".join(parts[:2]))
    if getattr(package, name, None) is value and hasattr(package, "__all__"):
        return f"{package.__name__}.{name}"
    return f"{value.__module__}.{value.__qualname__}"


def _first_sentence(value: Any) -> str:
    text = inspect.getdoc(value) or ""
    first = re.split(r"(?<=\.) ", " ".join(text.partition("\n\n")[0].split()))[0]
    return first.replace("``", "`").replace("|", "\\|")


class Public(SphinxDirective):
    """The module that the argument names: its docstring, its public names, constants last.

    The option ``first`` has the full names of what is shown before all else, ``elsewhere`` the
    names that another page describes.
    """

    required_arguments = 1
    option_spec: ClassVar = {"first": str.split, "elsewhere": str.split}

    def run(self) -> list[nodes.Node]:
        module = importlib.import_module(self.arguments[0])
        first = [_found(full) for full in self.options.get("first", ())]
        elsewhere = self.options.get("elsewhere", ())
        here = [name for name in public_names(module) if name not in elsewhere]
        rest = {f"{module.__name__}.{name}": getattr(module, name) for name in here}
        shown = {public_place(value): value for value in first}
        shown |= dict(sorted(rest.items(), key=lambda item: _is_constant(item[1])))
        entries = [_module(module), *(_described(full, value) for full, value in shown.items())]
        text = "\n".join(line for entry in entries for line in entry)
        return self.parse_text_to_nodes(f"```{{eval-rst}}\n{text}\n```")


def public_names(module: ModuleType) -> list[str]:
    """The names in ``__all__``; without it what the module itself defines."""
    if hasattr(module, "__all__"):
        return list(module.__all__)
    own = module.__name__
    found = vars(module).items()
    named = [name for name, value in found if getattr(value, "__module__", "") == own]
    documented = [name for _, name in ModuleAnalyzer.for_module(own).find_attr_docs()]
    return [name for name in [*named, *documented] if name in vars(module) and name[0] != "_"]


def _is_constant(value: Any) -> bool:
    return not (inspect.isclass(value) or inspect.isroutine(value) or inspect.ismodule(value))


def _module(module: ModuleType) -> list[str]:
    return [f".. automodule:: {module.__name__}", ""]


def _found(full: str) -> Any:
    module, _, name = full.rpartition(".")
    return getattr(importlib.import_module(module), name)


def _described(full: str, value: Any) -> list[str]:
    if inspect.ismodule(value):
        return [*_module(value)[:1], "   :members:", ""]
    if inspect.isclass(value) and _stands_elsewhere(full, value):
        module, _, name = full.rpartition(".")
        place = f"   :py:class:`{public_place(value)}`."
        return [f".. py:class:: {name}", f"   :module: {module}", "", place, ""]
    if inspect.isclass(value):
        kind = "exception" if issubclass(value, BaseException) else "class"
        bases = [] if value.__bases__ == (object,) else ["   :show-inheritance:"]
        return [f".. auto{kind}:: {full}", "   :members:", *bases, ""]
    if inspect.isroutine(value):
        return [f".. autofunction:: {full}", ""]
    module, _, name = full.rpartition(".")
    shown = " ".join(repr(value).split())
    told = [f"   :value: {shown}"] if len(shown) <= LONGEST_VALUE and "<" not in shown else []
    comment = [f"   {line}" for line in _comment(value, name)]
    return [f".. py:data:: {name}", f"   :module: {module}", *told, "", *comment, ""]


def _stands_elsewhere(full: str, value: Any) -> bool:
    """Whether another module of the reference describes a class by this name."""
    house, _, rest = public_place(value).partition(".")
    wing, _, name = rest.partition(".")
    pages = importlib.import_module(house).__all__ if house == "lenet" else []
    return wing in pages and full.endswith(f".{name}") and full != f"{house}.{rest}"


def _comment(value: Any, name: str) -> list[str]:
    """The string below a constant, wherever in the package it is defined."""
    for module in [one for key, one in sys.modules.items() if key.startswith("lenet.")]:
        if vars(module).get(name) is value and getattr(module, "__file__", "").endswith(".py"):
            found = ModuleAnalyzer.for_module(module.__name__).find_attr_docs().get(("", name))
            if found:
                return found
    return []


def setup(app: Sphinx) -> None:
    """Add the directives."""
    app.add_directive("names", Names)
    app.add_directive("public", Public)
