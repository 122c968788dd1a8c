"""README and the pages under docs say what is so: commands, code, tables, files."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from lenet import _engine
from lenet.commands.main import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "benchmarks/README.md"]


def test_every_command_stands_in_readme_and_every_command_there_exists() -> None:
    said = set(re.findall(r"`lenet ([a-z-]+)", README))
    assert said == set(main.commands)


def test_every_option_in_readme_exists() -> None:
    lines = re.findall(rf"lenet ({'|'.join(main.commands)})\b([^\n]*)", README)
    said = {(name, option) for name, rest in lines for option in re.findall(r"--[a-z-]+", rest)}
    assert said >= {("train", "--epochs"), ("read", "--pattern")}
    for name, option in said:
        assert option in {one for at in main.commands[name].params for one in at.opts}, option


@pytest.mark.slow
def test_the_python_in_readme_runs_and_reads_a_seven(
    mnist: object, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _ = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    quick = code.replace("epochs=10", "epochs=1")
    assert quick != code
    names: dict[str, object] = {}
    exec(compile(quick, "README.md", "exec"), names)
    assert capsys.readouterr().out.splitlines()[-1] == "7"
    assert isinstance(names["x_train"], np.ndarray)


def test_the_reading_in_readme_is_what_it_says(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(ROOT)
    exec(compile(code, "README.md", "exec"), {})
    (said,) = re.findall(r"# (.*)", code)
    assert capsys.readouterr().out.strip() == said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_points_to_exists(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists(), target


def test_the_tables_are_those_that_were_measured() -> None:
    command = [sys.executable, "-m", "docs.make.publish", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_rooms_in_readme_are_modules() -> None:
    house = README[README.index("## The house") :]
    rooms = {
        name for row in re.findall(r"^\| (`.*?) \|", house, re.MULTILINE) for name in row.split()
    }
    source = ROOT / "src/lenet"
    modules = {path.stem for path in source.glob("[a-z]*.py")} | {"engine/"}
    modules |= {path.parent.name for path in source.glob("[a-z]*/__init__.py")}
    assert {room.strip("`") for room in rooms} <= modules


def test_the_engine_page_names_every_source_file() -> None:
    page = (ROOT / "docs" / "engine.md").read_text()
    engine = ROOT / "engine"
    files = {path.relative_to(engine).as_posix() for path in engine.rglob("*") if path.is_file()}
    assert files == set(re.findall(r"`([\w/]+\.(?:h|cpp))`", page[: page.index("## Ideas")]))


def test_each_idea_of_the_engine_page_can_be_undone_in_the_sources() -> None:
    ideas = runpy.run_path(str(ROOT / "benchmarks/training/engine_ablation.py"))["IDEAS"]
    undone = [replacement for idea in ideas for replacement in idea.undo]
    assert len(undone) > 10
    for name, pattern, text in undone:
        (path,) = (ROOT / "engine").rglob(name)
        source = path.read_text()
        assert re.sub(pattern, text, source) != source, (name, pattern)


def test_the_epoch_that_times_the_ideas_runs_on_the_engine_as_it_is() -> None:
    script, folder = "benchmarks.training.engine_epoch", Path(_engine.__file__).parent
    command = [sys.executable, "-m", script, str(folder), "64", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 0


def test_ci_runs_readmes_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "README.md" in script
    assert re.search(r"<!-- test -->\n```\n.*pytest\n```", README)


def test_every_file_that_readme_names_in_the_house_is_there() -> None:
    house = README[README.index("## The house") :]
    for wings, rooms in re.findall(r"^\| (`.*?) \| (.*) \|$", house, re.MULTILINE):
        names = [name.strip("`") for name in wings.split()]
        folders = [
            ROOT / name if name == "engine/" else ROOT / "src/lenet" / name for name in names
        ]
        for room in re.findall(r"`([\w/]+(?:\.(?:js|css|html))?)`", rooms):
            assert any(
                (folder / path).exists() for folder in folders for path in (room, f"{room}.py")
            ), (names, room)
