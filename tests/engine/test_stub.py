"""The stub of the engine says what the engine has."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from lenet import _engine

STUB = ast.parse(Path(_engine.__file__).with_name("_engine.pyi").read_text()).body
SHORT = [
    (r"(?:numpy\.)?ndarray\[dtype=(\w+)[^\]]*\]", r"NDArray[np.\1]"),
    (r"collections\.abc\.", ""),
    (r"lenet\._engine\.", ""),
    (r"object \| None", "Callable[[Progress], object] | None"),
]


def of_module(signature: tuple[str, object, tuple[object, ...] | None]) -> ast.FunctionDef:
    """What nanobind says of a function, in the stub's words."""
    text, _, defaults = signature
    for k, default in enumerate(defaults or ()):
        text = text.replace(f"\\{k}", repr(default))
    for long, short in SHORT:
        text = re.sub(long, short, text)
    (function,) = ast.parse(f"{text}: ...".replace("def (self)", "def property_(self)")).body
    assert isinstance(function, ast.FunctionDef)
    return function


def in_words(function: ast.FunctionDef) -> tuple[str, str]:
    return ast.unparse(function.args), ast.unparse(function.returns or ast.Constant(None))


def stub_functions() -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in STUB if isinstance(node, ast.FunctionDef)}


def stub_classes() -> dict[str, ast.ClassDef]:
    return {node.name: node for node in STUB if isinstance(node, ast.ClassDef)}


def public(thing: Any) -> set[str]:
    return {name for name in vars(thing) if not name.startswith("_")}


def test_the_stub_names_what_the_engine_has() -> None:
    assert public(_engine) == {*stub_functions(), *stub_classes()}
    for name, node in stub_functions().items():
        assert in_words(of_module(getattr(_engine, name).__nb_signature__[0])) == in_words(node)


@pytest.mark.parametrize("name", ["Graph", "Network", "Progress"])
def test_the_stub_describes_the_engines_classes(name: str) -> None:
    real, stub = getattr(_engine, name), stub_classes()[name]
    attributes = {
        node.target.id: ast.unparse(node.annotation)
        for node in stub.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    methods = {node.name: node for node in stub.body if isinstance(node, ast.FunctionDef)}
    assert public(real) == {*attributes, *(name for name in methods if not name.startswith("_"))}
    for attribute, annotation in attributes.items():
        getter = vars(real)[attribute].fget.__nb_signature__[0]
        assert in_words(of_module(getter))[1] == annotation
        assert vars(real)[attribute].fset is not None
    for method, node in methods.items():
        is_property = bool(node.decorator_list)
        found = vars(real)[method].fget if is_property else vars(real)[method]
        assert in_words(of_module(found.__nb_signature__[-1])) == in_words(node), method
        assert not is_property or vars(real)[method].fset is None, f"{method} can be set"
