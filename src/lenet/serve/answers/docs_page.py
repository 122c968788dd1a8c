"""The OpenAPI description as one plain page: no script, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from pydantic_core import to_json

NO_DESCRIPTION = "Successful Response"
"""What FastAPI writes where an answer has no description."""

STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid #8886; }
h3 { margin-bottom: .25rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .9rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem 1rem .2rem 0; }
th { font-weight: 600; }
details { margin: .5rem 0; }
pre { overflow-x: auto; }
"""

Schema = Mapping[str, Any]


def docs_page(description: Schema) -> str:
    """The HTML page of an OpenAPI description."""
    info = description["info"]
    body = "\n".join(_operations(description))
    schemas = "\n".join(_schemas(description))
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(info["title"])}</title>
<link rel="icon" href="/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/style.css">
<h1>{escape(info["title"])} {escape(info["version"])}</h1>
<p>{_words(info.get("description", ""))}</p>
<p>For programs: <a href="/openapi.json">openapi.json</a></p>
{body}
<h2 id="schemas">What goes in and comes out</h2>
{schemas}
</html>
"""


def _operations(description: Schema) -> Iterator[str]:
    heading = ""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["other"])[0]
            if tag != heading:
                heading = tag
                yield f"<h2>{escape(tag.capitalize())}</h2>"
            yield f"<h3><code>{method.upper()} {escape(path)}</code></h3>"
            yield f"<p>{_words(operation.get('description', ''))}</p>"
            yield from _parameters(operation.get("parameters", ()))
            yield from _bodies("Takes", operation.get("requestBody", {}))
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    yield from _bodies(f"Answers {status}", answer)
            refusals = ", ".join(one for one in operation["responses"] if one[0] in "45")
            yield f"<p>Refuses with {refusals}, as <a href='#Problem'>Problem</a>.</p>"


def _parameters(parameters: Any) -> Iterator[str]:
    if not parameters:
        return
    yield "<table><tr><th>Parameter</th><th>Type</th><th></th></tr>"
    for one in parameters:
        schema = one.get("schema", {})
        said = _words(one.get("description", ""))
        default = schema.get("default")
        if default is not None:
            known = default if isinstance(default, str) else to_json(default).decode()
            said += f" Default: <code>{escape(known)}</code>."
        yield f"<tr><td><code>{escape(one['name'])}</code></td>"
        yield f"<td>{_type(schema)}</td><td>{said}</td></tr>"
    yield "</table>"


def _bodies(what: str, body: Schema) -> Iterator[str]:
    kinds = [
        f"<code>{escape(kind)}</code> {_type(content.get('schema', {}))}"
        for kind, content in body.get("content", {}).items()
    ]
    if kinds:
        said = body.get("description", "").replace(NO_DESCRIPTION, "")
        yield f"<p>{what}: {', '.join(kinds)}. {_words(said)}</p>"


def _schemas(description: Schema) -> Iterator[str]:
    for name, schema in sorted(description.get("components", {}).get("schemas", {}).items()):
        yield f"<h3 id='{escape(name)}'>{escape(name)}</h3>"
        yield f"<p>{_words(schema.get('description', ''))}</p><table>"
        for field, kind in schema.get("properties", {}).items():
            must = "" if field in schema.get("required", ()) else "optional"
            yield f"<tr><td><code>{escape(field)}</code></td><td>{_type(kind)}</td>"
            yield f"<td>{must}</td></tr>"
        yield "</table>"


def _type(schema: Schema) -> str:
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f"<a href='#{name}'>{name}</a>"
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(one))}</code>" for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return escape(str(schema.get("format") or schema.get("type") or "any"))


def _words(text: str) -> str:
    """Text with its `code` marked up; double backticks count as single ones."""
    parts = escape(text.replace("``", "`")).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))
