"""A Sphinx extension: what the reference says is taken from the code when the site is built.

    ```{names} lenet
    ```                  a table of a module's public names, with first sentences and links;
                         its modules' pages become part of the navigation
    ```{public} lenet.layers
    ```                  what the docstrings say of a module and of each of its public names
    ```{routes}
    ```                  the requests that the service answers, from its OpenAPI description
    ```{changelog}
    ```                  CHANGELOG.md without its heading

Signatures are shown as they are written in the source, of a class what it documents itself. The
example in a command's help becomes a block of code.
"""

import importlib
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.docutils import SphinxDirective
from sphinx.util.inspect import stringify_signature
from sphinx.util.typing import stringify_annotation

ROOT = Path(__file__).parents[2]
EXAMPLE = "Example: "
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
    package = importlib.import_module(".".join(parts[:2]))
    if getattr(package, value.__name__, None) is value and hasattr(package, "__all__"):
        return f"{package.__name__}.{value.__name__}"
    return f"{value.__module__}.{value.__qualname__}"


def _first_sentence(value: Any) -> str:
    text = inspect.getdoc(value) or ""
    first = re.split(r"(?<=\.) ", " ".join(text.partition("\n\n")[0].split()))[0]
    return first.replace("``", "`").replace("|", "\\|")


class Public(SphinxDirective):
    """The module that the argument names: its docstring, its public names, constants last.

    The option ``first`` has the full names of what is shown before all else.
    """

    required_arguments = 1
    option_spec: ClassVar = {"first": str.split}

    def run(self) -> list[nodes.Node]:
        module = importlib.import_module(self.arguments[0])
        first = [_found(full) for full in self.options.get("first", ())]
        rest = {f"{module.__name__}.{name}": getattr(module, name) for name in public_names(module)}
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


def _comment(value: Any, name: str) -> list[str]:
    """The string below a constant, wherever in the package it is defined."""
    for module in [one for key, one in sys.modules.items() if key.startswith("lenet.")]:
        if vars(module).get(name) is value and getattr(module, "__file__", "").endswith(".py"):
            found = ModuleAnalyzer.for_module(module.__name__).find_attr_docs().get(("", name))
            if found:
                return found
    return []


class Routes(SphinxDirective):
    """The requests of the service, a table for each of their kinds."""

    def run(self) -> list[nodes.Node]:
        from lenet.serve.app import create_app
        from lenet.serve.settings import Settings

        description = create_app(Settings()).openapi()
        found: dict[str, list[str]] = {}
        for path, methods in description["paths"].items():
            for method, operation in methods.items():
                rows = found.setdefault(operation["tags"][0], [])
                rows.append(f"| `{method.upper()} {path}` | {_operation(operation)} |")
        text = "\n\n".join("\n".join(_table(kind, rows)) for kind, rows in found.items())
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _table(kind: str, rows: list[str]) -> Iterator[str]:
    yield f"## {kind.capitalize()}\n"
    yield "| request | what is answered |"
    yield "|---|---|"
    yield from rows


def _operation(operation: dict[str, Any]) -> str:
    said = " ".join(operation.get("description", "").replace("``", "`").split())
    names = [f"`{one['name']}`" for one in operation.get("parameters", ()) if one["in"] == "query"]
    return (said + (f" Parameters: {', '.join(names)}." if names else "")).replace("|", "\\|")


class Changelog(SphinxDirective):
    """What CHANGELOG.md says, if it is there."""

    def run(self) -> list[nodes.Node]:
        path = ROOT / "CHANGELOG.md"
        self.env.note_dependency(path)
        text = path.read_text(encoding="utf-8") if path.exists() else "Nothing was released yet."
        return self.parse_text_to_nodes(re.sub(r"\A# .*\n", "", text), allow_section_headings=True)


def signature_as_written(
    app: Sphinx, what: str, name: str, value: Any, options: Any, signature: str, returns: str
) -> tuple[str, str] | None:
    """Show the annotations of the source: ``ArrayLike``, not what it stands for."""
    del app, name, options, signature, returns
    if what not in ("class", "exception", "function", "method"):
        return None
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    parameters = list(found.parameters.values())
    if what == "method" and parameters and parameters[0].name in ("self", "cls"):
        parameters = parameters[1:]
    shown = stringify_signature(
        found.replace(parameters=parameters), show_return_annotation=False
    ).replace("~", "")
    told = "" if what in ("class", "exception") else found.return_annotation
    returned = "" if told in ("", inspect.Signature.empty) else stringify_annotation(told)
    return shown, returned


def as_written(
    app: Sphinx, what: str, name: str, value: Any, options: Any, lines: list[str]
) -> None:
    """Keep the columns of a module's lists; escape stars and bars that are not markup."""
    del app, name, value, options
    if what == "module":
        paragraphs = "\n".join(lines).split("\n\n")
        lines[:] = "\n\n".join(map(_columns, paragraphs)).split("\n")
        return
    for place, line in enumerate(lines):
        parts = line.split("``")
        parts[::2] = [re.sub(r"([*|])(?=\w)", r"\\\1", part) for part in parts[::2]]
        lines[place] = "``".join(parts)


def _columns(paragraph: str) -> str:
    """A paragraph of a name and its meaning on each line as a block that keeps its spaces."""
    if not re.search(r"^\S+(,? \S+)* {2,}\S", paragraph, re.MULTILINE):
        return paragraph
    return ".. code-block:: none\n\n" + textwrap.indent(paragraph, "   ")


def example_as_code(app: Sphinx, context: Any, lines: list[str]) -> None:
    """Set the example in a help text as a block of code."""
    del app, context
    for place, line in enumerate(lines):
        command = line.removeprefix("| ").removeprefix(EXAMPLE)
        if EXAMPLE in line:
            lines[place : place + 1] = [".. code-block:: shell", "", f"   {command}", ""]


def public_bases(app: Sphinx, name: str, value: Any, options: Any, bases: list[Any]) -> None:
    """Show the public classes behind private ones."""
    del app, name, options
    known = [one for one in value.__mro__[1:] if not one.__name__.startswith("_")]
    if any(getattr(one, "__name__", "").startswith("_") for one in bases):
        bases[:] = known[:1]


def dashes(app: Sphinx, doctree: nodes.document) -> None:
    """Set the dash between a parameter and what is said of it."""
    del app
    for text in list(doctree.findall(nodes.Text)):
        if text.astext() == " -- ":
            text.parent.replace(text, nodes.Text(" \N{EN DASH} "))


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("names", Names)
    app.add_directive("public", Public)
    app.add_directive("routes", Routes)
    app.add_directive("changelog", Changelog)
    app.connect("autodoc-process-signature", signature_as_written)
    app.connect("autodoc-process-docstring", as_written, priority=400)  # before napoleon
    app.connect("autodoc-process-bases", public_bases)
    app.connect("doctree-read", dashes)
    app.connect("sphinx-click-process-description", example_as_code)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
