"""What the tutorial and the how-to pages show can be typed: commands, their output and Python."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from lenet.commands.main import main
from lenet.weights import find

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "how-to").glob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [text for kind, text in found if kind == language]


def commands(page: Path) -> list[list[str]]:
    lines = "".join(blocks(page, "")).splitlines()
    found = (shlex.split(line) for line in lines if re.match(r"(\w+=\S+ )?lenet ", line))
    return [words[words.index("lenet") + 1 :] for words in found]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with what the pages use: the picture of an amount, and a run of the tutorial's."""
    (tmp_path / "docs").mkdir()
    shutil.copy(DOCS / "amount.png", tmp_path / "docs")
    shutil.copytree(find("tutorial"), tmp_path / "runs" / "tutorial-1")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_pages_show_commands_and_python() -> None:
    assert sum(len(commands(page)) for page in PAGES) > 20
    assert sum(len(blocks(page, "python")) for page in PAGES) > 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_is_understood(page: Path) -> None:
    for name, *words in commands(page):
        command = main.commands[name]
        try:
            command.make_context(name, words)
        except click.UsageError as error:
            pytest.fail(f"lenet {name} {shlex.join(words)}: {error.format_message()}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_python_of_a_page_runs(page: Path, checkout: Path, mnist: object) -> None:
    names: dict[str, object] = {}
    for code in blocks(page, "python"):
        exec(compile(code, page.name, "exec"), names)


def test_the_tutorial_shows_what_reading_prints(checkout: Path) -> None:
    shown = re.findall(
        r"^```\nlenet (read .*)\n```\n\n```text\n(.*\n)```$",
        (DOCS / "tutorial.md").read_text("utf-8"),
        re.MULTILINE,
    )
    assert len(shown) == 2
    for command, output in shown:
        assert CliRunner().invoke(main, shlex.split(command)).stdout == output
