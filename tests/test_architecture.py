"""The wings of the house and who imports whom; what an import brings; the engine's stub."""

import ast
import graphlib
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import lenet
from lenet import _engine

SOURCE = Path(lenet.__file__).parent

# Who imports whom, exactly, imports for types among them; every wing may import ``errors``.
WINGS: dict[str, set[str]] = {
    "weights": set(),
    "host": set(),
    "arrays": set(),
    "layers": set(),
    "optimizers": set(),
    "evaluation": set(),
    "pictures": set(),
    "utils": {"arrays"},
    "losses": {"arrays", "layers"},
    "callbacks": {"optimizers"},
    "models": {
        "_engine", "arrays", "callbacks", "host", "layers", "losses", "optimizers", "weights",
    },
    "figures": {"evaluation", "host"},
    "digits": {"_engine", "host", "pictures", "utils"},
    "image": {"digits"},
    "distort": {"digits"},
    "sources": {"digits"},
    "datasets": {"digits"},
    "networks": {"callbacks", "digits", "layers", "losses", "models", "optimizers"},
    "reading": {"_engine", "digits", "host", "models", "pictures", "weights"},
    "runs": {"callbacks", "datasets", "evaluation", "figures", "host", "models", "networks"},
    "scoring": {"digits", "evaluation", "figures", "host", "pictures", "reading"},
    "reader_training": {
        "callbacks", "datasets", "digits", "models", "networks", "optimizers", "pictures",
        "reading", "scoring",
    },
    "paper": {
        "callbacks", "datasets", "digits", "evaluation", "host", "layers", "models", "networks",
        "runs",
    },
    "serve": {
        "callbacks", "datasets", "digits", "evaluation", "host", "layers", "models", "networks",
        "paper", "pictures", "reading", "runs", "weights",
    },
    "commands": {
        "datasets", "digits", "evaluation", "host", "models", "networks", "paper", "pictures",
        "reader_training", "reading", "runs", "scoring", "serve", "weights",
    },
    "__main__": {"commands"},
}  # fmt: skip
FRAMEWORKS = {"torch", "tensorflow", "keras", "jax", "jaxlib", "onnxruntime", "mlx", "tinygrad"}


def wing(name: str) -> str:
    """The wing of a module by its whole name, as ``lenet.reading.ink.lines``."""
    return name.split(".")[1]


def imported(path: Path) -> Iterator[tuple[str, bool]]:
    """Whole names that a file imports, and whether for type checkers alone."""
    tree = ast.parse(path.read_text())
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node in for_types
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            if node.module == "lenet":
                yield from ((f"lenet.{alias.name}", node in for_types) for alias in node.names)
            else:
                yield str(node.module), node in for_types


def files() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


def module_name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def arrows() -> dict[str, set[str]]:
    """The wings that each wing imports, itself and the errors left out."""
    found: dict[str, set[str]] = {}
    for path in files():
        here = wing(module_name(path))
        entered = {wing(name) for name, _ in imported(path) if name.startswith("lenet.")}
        found.setdefault(here, set()).update(entered - {here, "errors"})
    return found


def test_the_table_of_the_wings_is_what_the_code_imports() -> None:
    assert arrows() == {**WINGS, "errors": set()}


def test_the_arrows_run_downwards_only() -> None:
    order = list(graphlib.TopologicalSorter(WINGS).static_order())
    assert order[-2:] == ["commands", "__main__"]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_imports_a_wing_and_not_the_house(path: Path) -> None:
    assert "lenet" not in {name for name, _ in imported(path)}


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_other_framework_is_used(path: Path) -> None:
    assert not {name.split(".")[0] for name, _ in imported(path)} & FRAMEWORKS


def modules_after(code: str) -> set[str]:
    """What is imported in a new Python that has run ``code``."""
    run = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", run], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_import_lenet_imports_nothing_else() -> None:
    pictures = {"cv2", "PIL", "matplotlib"}
    heavy = {"numpy", "rich", "click", "pooch", "safetensors", "lenet.models"} | pictures
    brought = modules_after("import lenet")
    assert "lenet" in brought
    assert not brought & heavy


def test_a_model_is_made_and_answers_without_pictures_and_plots() -> None:
    brought = modules_after(
        "import lenet, numpy\nlenet.tutorial().predict(numpy.zeros((1, 28, 28, 1)))"
    )
    assert "numpy" in brought
    assert not brought & (
        {"cv2", "matplotlib", "rich", "PIL", "click", "pooch", "lenet.commands.main"} | FRAMEWORKS
    )


def test_what_the_package_names_is_there() -> None:
    for name in [*lenet.__all__, *dir(lenet)]:
        assert getattr(lenet, name) is not None


# Words


def modules() -> list[ModuleType]:
    found = pkgutil.walk_packages(lenet.__path__, "lenet.")
    return [importlib.import_module(one.name) for one in found if one.name != "lenet._engine"]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.__name__)
def test_whatever_is_public_says_what_it_is(module: ModuleType) -> None:
    assert inspect.getdoc(module)
    for name, thing in vars(module).items():
        if name.startswith("_") or getattr(thing, "__module__", None) != module.__name__:
            continue
        if inspect.isclass(thing) or inspect.isfunction(thing):
            own = vars(thing).get("__doc__") or getattr(thing, "__doc__", "") or ""
            inherited = inspect.isclass(thing) and own in [b.__doc__ for b in thing.__mro__[1:]]
            generated = own.startswith(f"{name}(")  # a dataclass's, a named tuple's
            assert own, name
            assert not inherited, name
            assert not generated, name
        if inspect.isclass(thing):
            for method, function in vars(thing).items():
                if not method.startswith("_") and inspect.isfunction(function):
                    assert inspect.getdoc(getattr(thing, method)), f"{name}.{method}"


# The engine's stub

STUB = ast.parse((SOURCE / "_engine.pyi").read_text()).body
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
