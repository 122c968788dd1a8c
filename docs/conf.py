"""How Sphinx makes the site of docs/ and the docstrings: ``sphinx-build -W docs build/site``."""

import sys
from importlib.metadata import version as version_of
from pathlib import Path

import lenet

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "make"))  # sphinx_extensions

project = "lenet"
author = "the authors of lenet"
version = release = version_of("lenet")
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "sphinx_extensions",
]
reference = {"api", "commands", "routes", "reading", "many", *lenet.__all__}
exclude_patterns = ["make"] + [
    f"reference/{page.name}"
    for page in (HERE / "reference").glob("*.md")
    if page.stem not in reference
]

myst_heading_anchors = 3
suppress_warnings = ["ref.python"]  # a word of a signature that two modules have: Shape, Sequence
smartquotes = False  # a -- is an option's

autodoc_member_order = "bysource"
autodoc_inherit_docstrings = False  # what a layer overrides stands at Layer, once
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

python_maximum_signature_line_length = 88

html_theme = "furo"
html_title = f"lenet {release}"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_theme_options = {"top_of_page_buttons": []}
html_copy_source = html_show_copyright = html_show_sourcelink = html_show_sphinx = False
