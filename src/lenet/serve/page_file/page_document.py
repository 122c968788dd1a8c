"""The page as one HTML document: its styles and scripts inside, and nothing that is fetched.

The comments of ``page/index.html`` say what needs something, between ``<!-- service -->`` and
``<!-- /service -->``, and what is the file's alone, inside ``<!-- file: ... -->``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path

from lenet.errors import DataError
from lenet.serve.page_file.page_modules import MARK, page_modules

STARTS, BOOT = ("main.js", "local/training_worker.js"), "local/boot.js"
"""The modules that nobody imports, and the script that has the first of them begin."""

_NEEDS = ("service", "digits", "strings")
_FILE = re.compile(r"<!-- file:\s*(.*?)\s*-->", re.DOTALL)
_STYLE = re.compile(r'<link rel="stylesheet" href="page/([\w.]+)">')
_SCRIPT = re.compile(r'<script src="page/([\w.]+)"></script>')
_MODULE = re.compile(r'\s*<script type="module" src="page/main\.js"></script>')
_ICON = re.compile(r'href="page/(icon\.svg)"')
_FETCHES = re.compile(
    r"""<!--|<base\b|\b(?:src|srcset|action|href)=(?!"#|"data:)|<script\s+[^>]*src"""
)


def page_document(folder: Path, parts: Mapping[str, bytes], without: Collection[str]) -> str:
    """The page in ``folder`` with parts packed inside, as text of HTML.

    ``without``: of digits and strings, what is not packed; what needs it is left out.
    Each of ``parts`` stands as base64 in an element ``packed-NAME``, where no browser runs or shows
    it. The modules are packed too. DataError if something of the page would still be fetched.
    """
    html = _of_the_file((folder / "index.html").read_text(), without)
    html = _ICON.sub(lambda one: f'href="{_data_url(folder / one[1])}"', html)
    styles = [_style(folder / name) for name in _STYLE.findall(html)]
    scripts = [_script(folder / name) for name in _SCRIPT.findall(html)]
    html = _STYLE.sub(lambda _: f"<style>{styles.pop(0)}</style>", html)
    html = _SCRIPT.sub(lambda one: f"<script>{_script(folder / one[1])}</script>", html)
    boot = _script(folder / BOOT)
    policy = f'<meta http-equiv="Content-Security-Policy" content="{_policy([*scripts, boot])}">'
    html = html.replace('<meta charset="utf-8">', f'<meta charset="utf-8">\n{policy}')
    left = _FETCHES.search(re.sub(r"<(style|script)>.*?</\1>", "", html, flags=re.DOTALL))
    if left or policy not in html:
        raise DataError(f"expected a page that fetches nothing, found {left and left[0]}")
    packed = {"modules": packed_text(_modules(folder)), **parts}
    elements = [
        f'<script type="text/plain" id="packed-{name}">{base64.b64encode(part).decode()}</script>'
        for name, part in packed.items()
    ]
    end = "\n".join([*elements, f"<script>{boot}</script>", "</body>"])
    return html.replace("</body>", end)


def _of_the_file(html: str, without: Collection[str]) -> str:
    """The page's HTML without what the file has not."""
    for name in _NEEDS:
        lacks = name == "service" or name in without
        region = rf"\s*<!-- {name} -->.*?<!-- /{name} -->" if lacks else rf"<!-- /?{name} -->"
        html = re.sub(region, "", html, flags=re.DOTALL)
    kinds = " ".join(["file", *(f"without-{name}" for name in without)])
    html = html.replace('<html lang="en">', f'<html lang="en" class="{kinds}">')
    return _MODULE.sub("", _FILE.sub(r"\1", html))


def packed_text(content: object) -> bytes:
    """What JSON takes, deflated; numbers that it has not, of a run that diverged, are null."""
    return packed_bytes(json.dumps(_finite(content), separators=(",", ":")).encode())


def _finite(content: object) -> object:
    if isinstance(content, dict):
        return {name: _finite(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def packed_bytes(content: bytes) -> bytes:
    """Bytes, deflated as ``DecompressionStream("deflate")`` reads them."""
    return zlib.compress(content, 9)


def _modules(folder: Path) -> dict[str, object]:
    return {"mark": MARK, "modules": [one._asdict() for one in page_modules(folder, *STARTS)]}


def _policy(scripts: list[str]) -> str:
    """The browser runs these scripts, the modules they make, and the engine; it fetches nothing."""
    known = " ".join(f"'sha256-{_checksum(one)}'" for one in scripts)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {known} blob: 'wasm-unsafe-eval'",
            "worker-src blob:",
            "style-src 'unsafe-inline'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _checksum(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _style(path: Path) -> str:
    text = path.read_text()
    if "</" in text or "url(" in text or "@import" in text:
        raise DataError(f"expected a style that fetches nothing in {path.name}")
    return text


def _script(path: Path) -> str:
    text = path.read_text()
    if "</script" in text or "<!--" in text:
        raise DataError(f"expected a script that can stand in HTML in {path.name}")
    return text


def _data_url(path: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode()}"
