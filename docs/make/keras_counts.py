"""How many of Keras's public names are here, module by module, and which are: a table."""

from importlib import import_module

from lenet.keras_names import module_names

MODULES = (
    "layers", "activations", "losses", "metrics", "optimizers", "optimizers.schedules",
    "initializers", "regularizers", "constraints", "callbacks", "models", "preprocessing.image",
)  # fmt: skip
REFUSED = {"RemoteMonitor", "SwapEMAWeights", "OrthogonalRegularizer", "orthogonal_regularizer"}
"""Names that are there to say what is not."""


def table() -> str:
    """A row a module: how many names Keras 3.15 has there, and which of them lenet has."""
    rows = [counts(name) for name in MODULES]
    return "\n".join(["| module | here | of Keras's | |", "|---|---|---|---|", *rows, ""])


def counts(name: str) -> str:
    """The row of a module such as ``layers``. What Keras has under two spellings counts twice."""
    module, public = import_module(f"lenet.{name}"), module_names(f"keras.{name}")
    here = sorted(one for one in public - REFUSED if hasattr(module, one))
    shown = [one for one in here if one[0].isupper()] or here
    said = ", ".join(f"`{one}`" for one in shown) if len(here) < len(public) else "all"
    return f"| `{name}` | {len(here)} | {len(public)} | {said} |"
