"""The machine the figures belong to: processor, cores, load, multiply-add peak."""

import os
import platform
import sys
from pathlib import Path
from typing import Any

from benchmarks.process import run_process


def describe() -> dict[str, Any]:
    return {
        "processor": processor(),
        "cores": cores(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }


def cores() -> int:
    """Cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processor() -> str:
    """The name its maker gave it, and the features that decide how wide it multiplies."""
    listing = Path("/proc/cpuinfo")
    if not listing.exists():
        return platform.processor() or platform.machine()
    lines = [line.partition(":") for line in listing.read_text().splitlines()]
    fields = {key.strip(): value.strip() for key, _, value in lines}
    name = fields.get("model name", platform.machine())
    model = " ".join(
        f"{word} {fields[key]}"
        for word, key in (("family", "cpu family"), ("model", "model"))
        if key in fields
    )
    wide = [flag for flag in ("avx2", "avx512f") if flag in fields.get("flags", "").split()]
    return ", ".join([name, *filter(None, [model]), *wide])


def multiply_add_peak(threads: int) -> float | None:
    """Measure FLOP/s of so many threads of multiply-adds; None when lenet is not installed."""
    code = f"from lenet.models import multiply_add_peak as peak; print(peak({threads}))"
    record = run_process([sys.executable, "-c", code])
    return None if "error" in record else float(record["output"])
