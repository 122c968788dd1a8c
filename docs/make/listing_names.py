"""Writes into docs/listings.md what of tensorflow and of keras.backend is answered.

``python -m docs.make.listing_names``
"""

from pathlib import Path

from lenet.as_keras.hook.answers import Answers
from lenet.as_keras.hook.finder import install
from lenet.as_keras.hook.paths import MODULES

PAGE = Path(__file__).parents[1] / "listings.md"
BEGIN, END = "<!-- names -->", "<!-- end of names -->"
NOT_LISTINGS = ("annotations", "Any", "Callable", "NDArray", "Iterator", "Iterable")
"""What the homes' modules have imported for themselves."""

ALIKE = (
    "tensorflow.autograph.experimental", "tensorflow.config.experimental",
    "tensorflow.config.optimizer", "tensorflow.config.threading", "tensorflow.data.experimental",
    "tensorflow.dtypes", "tensorflow.gfile", "tensorflow.linalg", "tensorflow.math",
    "tensorflow.nn",
)  # fmt: skip
"""Modules whose names stand in another's row too."""


def names(module: str) -> list[str]:
    """The names of a module that are answered, its modules left out."""
    answers = Answers(module)
    found = {name for name in dir(answers) if not name.startswith("_")} - {*NOT_LISTINGS}
    return sorted(
        name
        for name in found
        if f"{module}.{name}" not in MODULES and getattr(answers, name, answers) is not answers
    )


def rows() -> str:
    """A row a module: its path, and what of it is answered."""
    install()
    asked = {path for path in MODULES if path.startswith("tensorflow")} - {*ALIKE}
    asked.add("keras.backend")
    found = {path: names(path) for path in sorted(asked)}
    lines = [
        f"| `{path}` | {', '.join(f'`{n}`' for n in some)} |"
        for path, some in found.items()
        if some
    ]
    return "\n".join(["| module | |", "|---|---|", *lines])


def page() -> str:
    """The page as it should be."""
    text = PAGE.read_text("utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    return f"{head}{BEGIN}\n{rows()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
