"""What Sphinx does for this site alone, when it is built: what the reference says is the code's.

public_names     tables of public names; a module and each of its names
docstrings       how docstrings and help texts are shown
signature_links  which names in signatures are links
service_routes   the requests of the service
page_in_a_file   the page of lenet serve as one file, in a frame
root_files       pages from files of the repository's root
"""

from sphinx.application import Sphinx
from sphinx_extensions import (
    docstrings,
    page_in_a_file,
    public_names,
    root_files,
    service_routes,
    signature_links,
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    parts = public_names, docstrings, signature_links, service_routes, page_in_a_file, root_files
    for part in parts:
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
