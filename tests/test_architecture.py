"""The rooms of the house and who may enter which; what an import brings; the engine's stub."""

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

# Who may import whom when the program runs, at the top of a module or inside a function. Imports
# for type checkers alone are free, but for cli's.
ARROWS: dict[str, set[str]] = {
    "_engine": set(),
    "errors": set(),
    "files": set(),
    "threads": set(),
    "ahead": set(),
    "arrays": {"errors"},
    "layers": {"errors"},
    "optimizers": {"errors"},
    "callbacks": {"errors"},
    "progress": {"errors"},
    "evaluation": {"errors"},
    "history": {"errors"},
    "mnist_form": {"errors", "reading"},
    "limits": {"errors"},
    "grey": {"errors"},
    "pdf": {"errors", "grey", "limits"},
    "hush": set(),
    "pages": {"errors", "grey", "hush", "limits", "pdf"},
    "planes": set(),
    "ruling": {"planes"},
    "dithering": {"grey"},
    "cleaning": {"dithering", "grey", "planes", "ruling"},
    "slant": {"planes"},
    "reading": set(),
    "lines": {"planes", "reading"},
    "image": {"errors", "grey", "limits", "mnist_form", "pages", "reading"},
    "terminal": {"errors"},
    "lowering": {"layers"},
    "weights": {"storage"},
    "ctc": {"errors", "layers"},
    "losses": {"arrays", "ctc", "errors", "layers"},
    "utils": {"arrays", "errors"},
    "summary": {"layers"},
    "automaton": {"errors"},
    "machine": set(),
    "pattern": {"automaton", "errors", "machine"},
    "spelling": {"automaton"},
    "amount": {"automaton", "pattern", "spelling"},
    "decoding": {"_engine", "automaton", "errors"},
    "distort": {"_engine", "errors", "threads"},
    "sources": {"distort", "errors"},
    "datasets": {"errors", "files", "image"},
    "normalisation": {"errors", "utils"},
    "figures": {"errors", "evaluation", "files"},
    "compilation": {"errors", "losses", "optimizers"},
    "storage": {"compilation", "errors", "files", "layers"},
    "sweep": {"arrays", "errors", "layers"},
    "samples": {"ahead", "arrays", "errors"},
    "training": {"_engine", "callbacks", "errors", "progress", "samples"},
    "models": {
        "_engine", "arrays", "callbacks", "compilation", "errors", "layers", "losses",
        "lowering", "optimizers", "progress", "samples", "storage", "summary", "sweep", "threads",
        "training", "weights",
    },
    "recipes": {"distort", "losses", "normalisation", "optimizers", "samples", "sources"},
    "networks": {"distort", "errors", "layers", "models", "recipes"},
    "where": {"datasets", "errors", "storage"},
    "record": {"errors", "recipes", "storage"},
    "run_folder": {"errors", "files", "storage"},
    "card": {"run_folder", "summary"},
    "options": {"networks"},
    "runs": {
        "callbacks", "card", "datasets", "errors", "evaluation", "figures", "files", "history",
        "models", "networks", "recipes", "record", "run_folder", "storage", "where",
    },
    "paper": {
        "callbacks", "datasets", "distort", "errors", "evaluation", "files", "layers", "models",
        "networks", "normalisation", "recipes", "record", "storage", "summary", "threads", "where",
    },
    "segmentation": set(),
    "strings": {"automaton", "distort", "normalisation", "segmentation"},
    "strip": {"strings"},
    "looks": {"automaton", "decoding", "models", "normalisation", "segmentation", "strip"},
    "line_reading": {"automaton", "decoding", "looks", "models"},
    "fields": {"cleaning", "lines", "looks", "planes", "reading"},
    "verdict": {"amount", "calibration", "fields", "line_reading", "planes", "reading"},
    "explaining": {"cleaning", "looks", "reading"},
    "reader": {
        "amount", "automaton", "calibration", "cleaning", "errors", "explaining", "fields", "grey",
        "limits", "line_reading", "looks", "models", "pages", "pattern", "reading", "storage",
        "verdict", "weights",
    },
    "own_strings": {
        "cleaning", "errors", "fields", "labels", "line_reading", "looks", "models", "pages",
        "pattern",
    },
    "own_strips": {"line_reading", "looks", "normalisation", "own_strings", "strings"},
    "reader_training": {
        "callbacks", "datasets", "labels", "models", "networks", "optimizers", "own_strings",
        "own_strips", "reader", "samples", "segmentation", "strings",
    },
    "picture_files": {"limits"},
    "form": {"errors", "reading"},
    "explanation": {"errors", "files"},
    "reading_jobs": {
        "errors", "explanation", "limits", "picture_files", "reading", "threads",
    },
    "reading_rows": {"reading_jobs"},
    "scoring": {"errors", "evaluation"},
    "labels": {"errors", "image", "picture_files", "reading_jobs", "scoring"},
    "reading_figures": {"errors", "figures", "scoring"},
    "score_report": {"files", "reading_figures", "scoring"},
    "folds": {"errors"},
    "calibration": {"errors", "files"},
    "calibrating": {"calibration", "errors"},
    "validation": {"calibrating", "calibration", "folds", "scoring"},
    "reading_options": {"errors", "files", "form", "limits", "pattern", "reading_rows"},
    "reading_commands": {
        "errors", "labels", "options", "picture_files", "reader", "reading_jobs",
        "reading_options", "run_folder", "score_report", "scoring", "terminal",
    },
    "reader_commands": {
        "calibration", "labels", "options", "reader_training", "reading_commands", "run_folder",
        "terminal", "validation", "weights",
    },
    "serve": {
        "automaton", "callbacks", "cleaning", "errors", "evaluation", "explanation", "fields",
        "form", "grey", "image", "layers", "limits", "line_reading", "looks", "mnist_form",
        "models", "networks", "normalisation", "pages", "paper", "planes", "progress", "reader",
        "reading", "reading_jobs", "record", "run_folder", "runs", "storage", "summary", "threads",
        "weights", "where",
    },
    "serve_commands": {"errors", "options", "serve", "terminal", "where"},
    "cli": {
        "datasets", "errors", "evaluation", "files", "image", "models", "networks",
        "normalisation", "options", "paper", "reader_commands", "reading_commands", "record",
        "run_folder", "runs", "serve_commands", "storage", "summary", "terminal", "weights",
        "where",
    },
    "__main__": {"cli"},
}  # fmt: skip
FRAMEWORKS = {"torch", "tensorflow", "keras", "jax", "jaxlib", "onnxruntime", "mlx", "tinygrad"}


def room(path: Path) -> str:
    """The module or package of lenet that a file belongs to."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


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


def test_every_room_is_on_the_map() -> None:
    assert {room(path) for path in files()} | {"_engine"} == set(ARROWS)


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_room_is_entered_only_from_where_the_map_says(path: Path) -> None:
    here = room(path)
    entered = {
        name.split(".")[1]
        for name, for_types in imported(path)
        if name.startswith("lenet.") and not for_types
    }
    assert entered - {here} <= ARROWS[here]
    every = {name for name, _ in imported(path)}
    assert "lenet" not in every, "import the room, not the house"
    assert here in ("cli", "__main__") or "lenet.cli" not in every, (
        "nobody imports the command line"
    )


def test_the_arrows_run_downwards_only() -> None:
    order = list(graphlib.TopologicalSorter(ARROWS).static_order())
    assert order[-2:] == ["cli", "__main__"]


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
        {"cv2", "matplotlib", "rich", "PIL", "click", "pooch", "lenet.cli"} | FRAMEWORKS
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
            own = vars(thing).get("__doc__") or getattr(thing, "__doc__", "")
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
