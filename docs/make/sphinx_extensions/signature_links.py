"""The names in signatures: which of them are links.

A signature says ``Sequence`` as its source does, and Python's, Keras's and lenet's own may be
called so. A name without a module is a link only where one object alone is called by it.
"""

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.python import PythonDomain
from sphinx.transforms.post_transforms import SphinxPostTransform


class OneMeaningAlone(SphinxPostTransform):
    """Leave a name that several objects have as it is written, without a link."""

    default_priority = 5  # before references are resolved, at 10

    def run(self, **given: Any) -> None:
        del given
        domain = self.env.get_domain("py")
        assert isinstance(domain, PythonDomain)
        for reference in list(self.document.findall(addnodes.pending_xref)):
            if reference.get("refdomain") == "py" and len(meanings(domain, reference)) > 1:
                reference.replace_self([child.deepcopy() for child in reference.children])


def meanings(domain: PythonDomain, reference: nodes.Element) -> list[str]:
    """The full names of the objects that an unqualified name may stand for."""
    target: str = reference["reftarget"]
    if "." in target or not reference.hasattr("refspecific"):
        return [target]
    return [name for name in domain.objects if name.rpartition(".")[2] == target]


def setup(app: Sphinx) -> None:
    """Add the step."""
    app.add_post_transform(OneMeaningAlone)
