"""The documentation site: it builds without warnings, is complete, and loads nothing."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

import lenet
from lenet.commands.main import main

ROOT = Path(__file__).parents[2]
MODULES = sorted(name for name in lenet.__all__ if inspect.ismodule(getattr(lenet, name)))
LOADED = {"script": "src", "img": "src", "link": "href", "iframe": "src", "source": "src"}
"""The attribute of each element that makes a browser load something."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        importlib.util.find_spec("sphinx") is None,
        reason="the site is built with the docs extra: pip install '.[docs]'",
    ),
]


class Page(HTMLParser):
    """What a page links to, what it loads, and which places in it can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places.add(given.get("id", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif given.get(LOADED.get(tag, ""), ""):
            self.loaded.append(given[LOADED[tag]])


page_of = cache(Page)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as the documented command builds it, warnings being errors."""
    folder = tmp_path_factory.mktemp("site")
    trees = tmp_path_factory.mktemp("doctrees")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-d", str(trees)]
    done = subprocess.run(
        [*command, str(ROOT / "docs"), str(folder)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


THE_PAGE = "lenet.html"
"""The page in one file, whose addresses name views and are read by its script."""


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def described(site: Path) -> set[str]:
    """Every name, command and option that the reference describes: the lines of objects.inv."""
    packed = (site / "objects.inv").read_bytes().split(b"\n", 4)[4]
    entries = zlib.decompress(packed).decode().splitlines()
    return {entry.split(" std:", 1)[0].split(" py:", 1)[0] for entry in entries}


def local_links(site: Path, page: Path, addresses: list[str]) -> Iterator[tuple[Path, str]]:
    for address in addresses:
        parts = urlsplit(address)
        if not parts.scheme and not parts.netloc:
            target = page.parent / unquote(parts.path) if parts.path else page
            yield target.resolve(), unquote(parts.fragment)


def test_every_link_and_picture_of_the_site_is_there(site: Path) -> None:
    for page in pages(site):
        content = page_of(page)
        for target, place in local_links(site, page, content.links + content.loaded):
            assert target.is_file(), (page.name, target)
            if place and target.suffix == ".html" and target.name != THE_PAGE:
                assert place in page_of(target).places, (page.name, target.name, place)


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in pages(site):
        for address in page_of(page).loaded:
            assert not urlsplit(address).netloc, (page.name, address)
    for style in site.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        assert "url(http" not in text, style
        assert "@import" not in text, style


def test_every_page_is_reached_from_the_front_page(site: Path) -> None:
    reached, further = set(), [site / "index.html"]
    while further:
        page = further.pop()
        if page not in reached and page.is_file():
            reached.add(page)
            links = local_links(site, page, page_of(page).links)
            further += [target for target, _ in links if target.suffix == ".html"]
    lists = {site / name for name in ("genindex.html", "py-modindex.html", "search.html")}
    assert set(pages(site)) - lists <= reached


@pytest.mark.parametrize("name", [*MODULES, "reading", "many"])
def test_every_public_name_of_a_module_is_in_the_reference(site: Path, name: str) -> None:
    module = importlib.import_module(f"lenet.{name}")
    known = described(site)
    public = getattr(module, "__all__", None)
    if public is None:
        public = [
            one
            for one, value in vars(module).items()
            if getattr(value, "__module__", "") == module.__name__ and not one.startswith("_")
        ]
    for one in public:
        value = getattr(module, one)
        if inspect.ismodule(value):
            assert value.__name__ in known
            continue
        home = f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
        assert known & {f"lenet.{name}.{one}", home}, f"lenet.{name}.{one}"


def test_every_public_name_of_lenet_leads_to_its_description(site: Path) -> None:
    page = page_of(site / "reference" / "api.html")
    text = (site / "reference" / "api.html").read_text(encoding="utf-8")
    for name in lenet.__all__:
        assert f"lenet.{name}" in page.places
        row = text[text.index(f'id="lenet.{name}"') :]
        assert "href=" in row[: row.index("</td>")], name


def test_every_command_and_option_is_in_the_reference(site: Path) -> None:
    known = described(site)
    for name, command in main.commands.items():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                for option in parameter.opts + parameter.secondary_opts:
                    assert f"lenet-{name}.{option}" in known, (name, option)
            else:
                argument = parameter.make_metavar(click.Context(command))
                names = {f"lenet-{name}.{one}" for one in (argument, argument.strip("[]"))}
                assert names & known, (name, argument)


def test_every_request_of_the_service_is_in_the_reference(site: Path) -> None:
    from lenet.serve.app import create_app
    from lenet.serve.settings import Settings

    text = (site / "reference" / "routes.html").read_text(encoding="utf-8")
    spaced = text.replace('</span> <span class="pre">', " ")
    for path, methods in create_app(Settings()).openapi()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}<" in spaced, path
