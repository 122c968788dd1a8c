"""What Sphinx does for this site alone, when it is built: what the reference says is the code's.

public_names    tables of public names; a module and each of its names
docstrings      how docstrings and help texts are shown
service_routes  the requests of the service
root_files      pages from files of the repository's root
"""

from sphinx.application import Sphinx
from sphinx_extensions import docstrings, public_names, root_files, service_routes


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx."""
    for part in (public_names, docstrings, service_routes, root_files):
        part.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
