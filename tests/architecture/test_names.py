"""Names and words: classes, files, docstrings, and whom a public function serves."""

import ast
import importlib
import inspect
from collections import Counter
from types import ModuleType

from .source import CHECKOUT, SOURCES, Definition

USED_BY_MAKERS = ("benchmarks", "making", "docs", "examples")


def test_no_two_public_classes_have_one_name() -> None:
    names = Counter(
        node.name
        for source in SOURCES
        for node in source.definitions()
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in names.items() if count > 1] == []


SAME_NAME = {"__init__", "__main__", "image", "sources"}
"""``lenet.sources`` is the public name of ``digits/sources``; ``preprocessing/image``: Keras's; a
package may be run."""

KERAS = ("lenet.utils", "lenet.as_keras.")
"""What is there because Keras or TensorFlow has it, and is found by its name in a table."""


def test_no_two_files_have_one_name() -> None:
    names = Counter(source.path.stem for source in SOURCES)
    assert [name for name, count in names.items() if count > 1 and name not in SAME_NAME] == []


def used_names() -> Counter[str]:
    """How often each name stands in the code of the package and of what is made with it."""
    paths = [source.path for source in SOURCES]
    paths += [path for folder in USED_BY_MAKERS for path in (CHECKOUT / folder).rglob("*.py")]
    found: Counter[str] = Counter()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Name):
                found[node.id] += 1
            elif isinstance(node, ast.Attribute):
                found[node.attr] += 1
            elif isinstance(node, ast.ImportFrom) and path.name != "__init__.py":
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found[node.value] += 1  # a name in ``__all__``, of a face
    return found


def test_no_public_function_lives_for_tests_alone() -> None:
    used = used_names()
    alone = [
        f"{source.module}.{node.name}"
        for source in SOURCES
        for node in source.definitions()
        if not source.module.startswith(KERAS)
        and not node.name.startswith("_")
        and not used[node.name]
        and not is_hooked(node)
    ]
    assert alone == []


def is_hooked(node: Definition) -> bool:
    """Whether a decorator takes it: a command, a route."""
    return bool(node.decorator_list) and not isinstance(node, ast.ClassDef)


def modules() -> list[ModuleType]:
    return [importlib.import_module(source.module) for source in SOURCES]


def test_whatever_is_public_says_what_it_is() -> None:
    for module in modules():
        check_docstrings(module)


def check_docstrings(module: ModuleType) -> None:
    assert inspect.getdoc(module)
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(thing) or inspect.isfunction(thing):
            own = str(vars(thing).get("__doc__") or getattr(thing, "__doc__", "") or "")
            inherited = inspect.isclass(thing) and own in [b.__doc__ for b in thing.__mro__[1:]]
            generated = own.startswith(f"{name}(")  # a dataclass's, a named tuple's
            assert own, name
            assert not inherited, name
            assert not generated, name
        if inspect.isclass(thing):
            for method, function in vars(thing).items():
                if not method.startswith("_") and inspect.isfunction(function):
                    assert inspect.getdoc(getattr(thing, method)), f"{name}.{method}"
