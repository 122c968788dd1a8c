"""The files of the package and what each imports, read as text."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import lenet

PACKAGE = Path(lenet.__file__).parent
CHECKOUT = Path(__file__).parents[2]

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Source:
    """A file of the package; ``module`` is its whole name, as ``lenet.reading.verdict``."""

    path: Path

    @property
    def module(self) -> str:
        parts = self.path.relative_to(PACKAGE.parent).with_suffix("").parts
        return ".".join(parts).removesuffix(".__init__")

    @property
    def wing(self) -> str:
        """The folder or file at the top of the package."""
        return f"{self.module}.".split(".")[1]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text())

    def imports(self) -> Iterator[tuple[str, str]]:
        """Modules with the name taken from each, imports for types among them; "" for all of it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, "") for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.path}: a relative import"
                for alias in node.names:
                    whole = f"{node.module}.{alias.name}"
                    yield (whole, "") if whole in MODULES else (str(node.module), alias.name)

    def definitions(self) -> Iterator[Definition]:
        """What the file defines at its top."""
        for node in self.tree.body:
            if isinstance(node, Definition):
                yield node


SOURCES = [Source(path) for path in sorted(PACKAGE.rglob("*.py"))]
MODULES = {source.module for source in SOURCES} | {"lenet._engine"}
