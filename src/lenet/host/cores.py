"""How many processors this process may use, and how many threads work on them.

Affinity and the limits of control groups are respected.
"""

from __future__ import annotations

import os
from pathlib import Path

from lenet.arguments.numbers import whole

MOST_THREADS = 1024


def thread_count(threads: int | None) -> int:
    """``threads`` as asked, at most 1,024; None is every core this process may use.

    ModelError for what is not a whole number from 1 on.
    """
    if threads is None:
        return usable_cores()
    return min(whole("threads", threads, 1), MOST_THREADS)


def usable_cores(
    groups: Path = Path("/sys/fs/cgroup"), own: Path = Path("/proc/self/cgroup")
) -> int:
    """Processors in the affinity mask, limited by the control group's quota; at least 1."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return max(1, min([cores, *(int(quota) for quota in _quotas(groups, own))]))


def _quotas(groups: Path, own: Path) -> list[float]:
    found = []
    for folder in _folders(groups, own):
        both = _numbers(folder / "cpu.max")  # version 2: quota and period in one file
        if not both:
            both = _numbers(folder / "cpu.cfs_quota_us") + _numbers(folder / "cpu.cfs_period_us")
        if len(both) == 2 and both[0] > 0 and both[1] > 0:
            found.append(max(1.0, both[0] / both[1]))
    return found


def _folders(groups: Path, own: Path) -> list[Path]:
    """The process's control group and its parents, in the trees of versions 2 and 1."""
    try:
        lines = own.read_text().splitlines()
    except OSError:
        lines = []
    folders = [groups, groups / "cpu", groups / "cpu,cpuacct"]
    for line in lines:
        if line.count(":") < 2:
            continue
        _, controllers, path = line.split(":", 2)
        if controllers and "cpu" not in controllers.split(","):
            continue
        folder = groups / controllers if controllers else groups
        for part in Path(path).parts[1:]:
            folder = folder / part
            folders.append(folder)
    return folders


def _numbers(path: Path) -> list[float]:
    try:
        return [float(word) for word in path.read_text().split()]
    except (OSError, ValueError):  # no such file, or "max": no limit
        return []
