"""Who imports whom: between the wings, inside each, and through which door."""

import ast
import graphlib
import re

import pytest

from .source import CHECKOUT, PACKAGE, SOURCES, Source

# Who imports whom, exactly, imports for types among them; every wing may import ``errors``.
WINGS: dict[str, set[str]] = {
    "arguments": set(),
    "keras_names": set(),
    "evaluation": set(),
    "weights": set(),
    "errors": set(),
    "host": {"arguments"},
    "constraints": {"arguments", "keras_names"},
    "initializers": {"arguments", "keras_names"},
    "optimizers": {"arguments", "keras_names"},
    "regularizers": {"arguments", "keras_names"},
    "figures": {"evaluation", "host"},
    "pictures": {"host"},
    "callbacks": {"arguments", "keras_names", "optimizers"},
    "layers": {"arguments", "constraints", "initializers", "keras_names", "regularizers"},
    "preprocessing": {"_engine", "arguments", "host", "keras_names", "pictures"},
    "losses": {"arguments", "keras_names", "layers"},
    "utils": {"arguments", "figures", "host", "keras_names", "preprocessing"},
    "metrics": {"arguments", "keras_names", "losses"},
    "digits": {"_engine", "arguments", "host", "pictures", "utils"},
    "keras_files": {"arguments", "host", "layers", "losses", "metrics", "optimizers"},
    "datasets": {"arguments", "digits", "host", "keras_names"},
    "distort": {"arguments", "digits"},
    "image": {"digits"},
    "sources": {"digits"},
    "models": {
        "_engine", "arguments", "callbacks", "digits", "host", "keras_files", "keras_names",
        "layers", "losses", "metrics", "optimizers", "weights",
    },
    "activations": {"_engine", "arguments", "keras_names", "layers", "models"},
    "as_keras": {
        "arguments", "callbacks", "datasets", "host", "keras_names", "layers", "losses", "models",
        "optimizers", "preprocessing", "utils",
    },
    "networks": {"arguments", "callbacks", "digits", "layers", "losses", "models", "optimizers"},
    "onnx": {"arguments", "digits", "host", "layers", "models", "optimizers"},
    "reading": {"_engine", "arguments", "digits", "host", "models", "pictures", "weights"},
    "torch": {"digits", "host", "layers", "models"},
    "runs": {
        "arguments", "callbacks", "datasets", "evaluation", "figures", "host", "models", "networks",
    },
    "sklearn": {"arguments", "digits", "layers", "models", "networks", "optimizers"},
    "mlflow": {"arguments", "digits", "host", "models", "onnx"},
    "scoring": {"digits", "evaluation", "figures", "host", "pictures", "reading"},
    "many": {
        "arguments", "callbacks", "datasets", "evaluation", "host", "models", "networks",
        "pictures", "reading", "runs",
    },
    "reader_training": {
        "arguments", "callbacks", "datasets", "digits", "layers", "models", "optimizers",
        "pictures", "reading", "scoring",
    },
    "paper": {
        "callbacks", "datasets", "digits", "evaluation", "host", "layers", "many", "models",
        "networks", "runs",
    },
    "serve": {
        "callbacks", "datasets", "digits", "evaluation", "host", "layers", "models", "networks",
        "paper", "pictures", "reading", "runs", "weights",
    },
    "commands": {
        "as_keras", "datasets", "digits", "evaluation", "host", "many", "mlflow", "models",
        "networks", "onnx", "paper", "pictures", "reader_training", "reading", "runs", "scoring",
        "serve", "torch", "weights",
    },
    "__main__": {"commands"},
}  # fmt: skip

ENTERED_BY_THEIR_FACE = ("reading", "serve")
"""Wings that others import by the names in their ``__init__`` alone."""

FRAMEWORKS = {"torch", "tensorflow", "keras", "jax", "jaxlib", "onnxruntime", "mlx", "tinygrad"}


def arrows() -> dict[str, set[str]]:
    """The wings that each wing imports, itself and the errors left out."""
    found: dict[str, set[str]] = {}
    for source in SOURCES:
        if source.module != "lenet":
            entered = {name.split(".")[1] for name, _ in source.imports() if name[:6] == "lenet."}
            found.setdefault(source.wing, set()).update(entered - {source.wing, "errors"})
    return found


def test_the_table_of_the_wings_is_what_the_code_imports() -> None:
    assert arrows() == {**WINGS, "errors": set()}


def test_no_wing_imports_one_that_imports_it() -> None:
    order = list(graphlib.TopologicalSorter(WINGS).static_order())
    assert order[-2:] == ["commands", "__main__"]


def test_in_readmes_table_a_wing_imports_only_from_wings_above_it() -> None:
    readme = (CHECKOUT / "README.md").read_text()
    rows = readme.partition("| wing |")[2].partition("| `engine/` |")[0].splitlines()
    above = {"_engine", "errors"}
    for row in rows[2:]:
        wings = re.findall(r"`(\w+)`", row.split("|")[1])
        for wing in wings:
            assert WINGS.get(wing, set()) <= above | set(wings), wing
        above.update(wings)
    assert above >= WINGS.keys() - {"__main__"}


@pytest.mark.parametrize("wing", WINGS)
def test_inside_a_wing_no_file_imports_one_that_imports_it(wing: str) -> None:
    inside = {
        source.module: {name for name, _ in source.imports() if name[:6] == "lenet."}
        for source in SOURCES
        if source.wing == wing
    }
    graphlib.TopologicalSorter(
        {module: names & inside.keys() - {module} for module, names in inside.items()}
    ).prepare()


def test_a_file_imports_a_wing_and_not_the_house() -> None:
    assert [
        source.module for source in SOURCES if "lenet" in {name for name, _ in source.imports()}
    ] == []


def test_some_wings_are_entered_by_the_names_of_their_face_alone() -> None:
    assert [
        (source.module, name)
        for source in SOURCES
        for name, _ in source.imports()
        for face in ENTERED_BY_THEIR_FACE
        if source.wing not in (face, "") and name.startswith(f"lenet.{face}.")
    ] == []


def test_no_private_name_crosses_a_file() -> None:
    for source in SOURCES:
        taken = [name for module, name in source.imports() if module != "lenet" and name[:1] == "_"]
        assert taken == [], source.module
        assert reached_in_modules(source) == [], source.module


def reached_in_modules(source: Source) -> list[str]:
    """Private names that a file reaches as attributes of what it has imported."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return [
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in imported
        and node.attr.startswith("_")
        and not node.attr.endswith("__")
    ]


def test_no_other_framework_is_used() -> None:
    used = {name.split(".")[0] for source in SOURCES for name, _ in source.imports()}
    assert not used & FRAMEWORKS


def test_a_folder_names_its_files_in_the_order_of_the_flow() -> None:
    for folder in {source.path.parent for source in SOURCES} - {PACKAGE}:
        inside = [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
        inside += [path.parent.name for path in folder.glob("*/__init__.py")]
        told = ast.get_docstring(Source(folder / "__init__.py").tree) or ""
        words = told.translate(str.maketrans("`,/", "   ")).split()
        assert [name for name in inside if name not in words] == [], folder
