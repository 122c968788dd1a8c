"""How docstrings and help texts are shown.

Signatures are shown as they are written in the source, lists of a module in their columns, a dash
between a parameter and what is said of it, the example of a command as a block of code.
"""

import inspect
import re
import textwrap
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.inspect import stringify_signature
from sphinx.util.typing import stringify_annotation

EXAMPLE = "Example: "


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


def methods_of_scikit_learn(
    app: Sphinx, what: str, name: str, value: Any, skip: bool, options: Any
) -> bool | None:
    """Leave out the methods that scikit-learn adds to an estimator; its own site has them."""
    del app, what, name, skip, options
    return str(getattr(value, "__module__", "")).startswith("sklearn.") or None


def dashes(app: Sphinx, doctree: nodes.document) -> None:
    """Set the dash between a parameter and what is said of it."""
    del app
    for text in list(doctree.findall(nodes.Text)):
        if text.astext() == " -- ":
            text.parent.replace(text, nodes.Text(" \N{EN DASH} "))


def setup(app: Sphinx) -> None:
    """Connect each function to what it changes."""
    app.connect("autodoc-process-signature", signature_as_written)
    app.connect("autodoc-process-docstring", as_written, priority=400)  # before napoleon
    app.connect("autodoc-process-bases", public_bases)
    app.connect("autodoc-skip-member", methods_of_scikit_learn)
    app.connect("doctree-read", dashes)
    app.connect("sphinx-click-process-description", example_as_code)
