"""CONTRIBUTING and CI name tasks that exist, and the files that they point to."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
GUIDE = (ROOT / "CONTRIBUTING.md").read_text()
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))


def tasks_in(text: str) -> set[str]:
    return set(re.findall(r"\bpoe ([a-z]+)", text))


def test_contributing_names_every_task_and_no_other() -> None:
    assert tasks_in(GUIDE) == set(SETTINGS["tool"]["poe"]["tasks"])


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_ci_runs_tasks_that_exist(workflow: Path) -> None:
    assert tasks_in(workflow.read_text()) <= set(SETTINGS["tool"]["poe"]["tasks"])


def test_all_tasks_but_the_benchmarks_run_in_ci() -> None:
    run = set().union(*(tasks_in(workflow.read_text()) for workflow in WORKFLOWS))
    assert run == set(SETTINGS["tool"]["poe"]["tasks"]) - {"bench", "fix"}


def test_every_file_that_contributing_points_to_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", GUIDE):
        assert (ROOT / target).exists(), target
    for path in re.findall(r"`((?:src|tests|benchmarks|docs|examples|making)/[\w./]*)`", GUIDE):
        assert (ROOT / path).exists(), path
