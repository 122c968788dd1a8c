"""The page as one file, written into the site and shown in a page of it.

```{page-in-a-file} lenet.html
```                  the file, in a frame, and a link to it
"""

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

FRAME = """<p><a href="{name}">Alone in the window</a></p>
<iframe class="page-in-a-file" src="{name}" title="LeNet-5 at work: draw a digit"></iframe>
"""


class PageInAFile(SphinxDirective):
    """The frame."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", FRAME.format(name=self.arguments[0]), format="html")]


def write_file(app: Sphinx, failure: Exception | None) -> None:
    """Write the file beside the site's front page, with the network of 1998 and without digits."""
    from lenet.serve import write_page

    if failure is None and app.builder.format == "html":
        write_page(["original"], Path(app.outdir) / "lenet.html", data=None)


def setup(app: Sphinx) -> None:
    """Add the directive, and what writes the file."""
    app.add_directive("page-in-a-file", PageInAFile)
    app.connect("build-finished", write_file)
