"""Pages from files of the repository's root, and a part of the navigation for them.

```{root-file} CHANGELOG.md
```                  the file, without its heading
```{pages} Project
changelog
```                  those of the named pages that there are, under a caption
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).parents[3]


def root_files(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put the text of each root file in the place of its directive."""
    del docname

    def text_of(found: re.Match[str]) -> str:
        path = ROOT / found[1]
        app.env.note_dependency(path)
        if not path.exists():
            return "Nothing yet."
        text = re.sub(r"\A# .*\n", "", path.read_text(encoding="utf-8"))
        text = re.sub(r"\[([^]]*)\]\((?!http|#|docs/)[^)]*\)", r"\1", text)  # no page has these
        return text.replace("](docs/", "](")

    source[0] = re.sub(r"^```\{root-file\} (\S+)\n```$", text_of, source[0], flags=re.MULTILINE)


class Pages(SphinxDirective):
    """A part of the navigation: those of the pages named that there are, under a caption."""

    has_content = True
    required_arguments, final_argument_whitespace = 1, True

    def run(self) -> list[nodes.Node]:
        known = [name for name in self.content if name in self.env.found_docs]
        head = ["```{toctree}", ":hidden:", f":caption: {self.arguments[0]}", ""]
        return self.parse_text_to_nodes("\n".join([*head, *known, "```"]))


def setup(app: Sphinx) -> None:
    """Add the directive, and what reads the root files."""
    app.add_directive("pages", Pages)
    app.connect("source-read", root_files)
