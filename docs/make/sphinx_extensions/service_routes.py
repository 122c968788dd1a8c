"""The requests that the service answers, from its OpenAPI description: ```{routes}."""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


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


def setup(app: Sphinx) -> None:
    """Add the directive."""
    app.add_directive("routes", Routes)
