"""How many cores: affinity and control groups, from folders made up for the test."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from lenet.host.cores import usable_cores


@pytest.fixture(autouse=True)
def eight_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(8)), raising=False)


def cores(tmp_path: Path, own: str, files: Mapping[str, str]) -> int:
    """The cores where /proc/self/cgroup says ``own`` and /sys/fs/cgroup holds ``files``."""
    for name, text in files.items():
        path = tmp_path / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "own").write_text(own)
    return usable_cores(tmp_path / "cgroup", tmp_path / "own")


def test_this_process_may_use_at_least_one_core() -> None:
    assert 1 <= usable_cores() <= 8


def test_without_control_groups_the_affinity_counts(tmp_path: Path) -> None:
    assert usable_cores(tmp_path / "none", tmp_path / "none") == 8


def test_without_affinity_the_processors_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    assert usable_cores(tmp_path, tmp_path / "none") == 3
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert usable_cores(tmp_path, tmp_path / "none") == 1


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("max 100000", 8),
        ("200000 100000", 2),
        ("250000 100000", 2),
        ("50000 100000", 1),
        ("9000000 100000", 8),
        ("-1 100000", 8),
        ("0 0", 8),
        ("", 8),
        ("rubbish", 8),
    ],
)
def test_the_quota_of_version_2_counts(tmp_path: Path, limit: str, expected: int) -> None:
    assert cores(tmp_path, "0::/a/b\n", {"a/b/cpu.max": limit}) == expected


def test_the_tightest_group_above_counts(tmp_path: Path) -> None:
    files = {"a/b/cpu.max": "max 100000", "a/cpu.max": "300000 100000", "cpu.max": "5 1"}
    assert cores(tmp_path, "0::/a/b\n", files) == 3


def test_the_quota_of_version_1_counts(tmp_path: Path) -> None:
    files = {
        "cpu,cpuacct/jobs/cpu.cfs_quota_us": "400000\n",
        "cpu,cpuacct/jobs/cpu.cfs_period_us": "100000\n",
        "memory/jobs/cpu.cfs_quota_us": "100000\n",
        "memory/jobs/cpu.cfs_period_us": "100000\n",
    }
    assert cores(tmp_path, "5:memory:/jobs\n4:cpu,cpuacct:/jobs\n", files) == 4


def test_no_quota_of_version_1_is_no_limit(tmp_path: Path) -> None:
    files = {"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}
    assert cores(tmp_path, "1:cpu:/\n", files) == 8


def test_lines_that_say_nothing_are_passed_over(tmp_path: Path) -> None:
    assert cores(tmp_path, "\nrubbish\n0::/a\n", {"a/cpu.max": "200000 100000"}) == 2
