"""What each idea of the engine brought: undo one at a time, build, and time an epoch beside all.

An undoing is a replacement in the sources, made in a copy; it fails when the text is not there any
more. Variants are timed in turn, round by round, each in a process of its own; what is reported is
the median of the rounds' ratios. Needs a compiler, cmake, ninja and nanobind:

    python -m benchmarks.training.engine_ablation --rounds 5
"""

import argparse
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.process import ROOT


class Idea(NamedTuple):
    """What is undone, and how: (file, pattern, text) replacements, or an instruction set."""

    name: str
    undo: tuple[tuple[str, str, str], ...] = ()
    instructions: str = ""
    threads: int = 2


IDEAS = (
    Idea("the whole"),
    Idea("one thread", threads=1),
    Idea("AVX2, no AVX-512", instructions="avx2"),
    Idea("baseline (SSE2)", instructions="baseline"),
    Idea(
        "no lanes: one sample at a time",
        (("network/network.cpp", r"kSingleBatch = 4;", "kSingleBatch = 1 << 20;"),),
    ),
    Idea(
        "no register blocks",
        (
            (
                "kernels/conv2d.h",
                r"kChannelBlock = kAccumulators == 24 \? 8 : 6;",
                "kChannelBlock = 1;",
            ),
            ("kernels/conv2d.h", r"kMaximumPositions = 6;", "kMaximumPositions = 1;"),
            (
                "kernels/conv2d_gradient.h",
                r"weight_channels<\d>\(k, 0\)",
                "weight_channels<1>(k, 0)",
            ),
            ("kernels/dense.h", r"(kUnitBlock = )[^;]+;", r"\g<1>1;"),
            ("kernels/dense.h", r"(kGradientUnits = )[^;]+;", r"\g<1>1;"),
            ("kernels/dense.h", r"(kGradientInputs = )[^;]+;", r"\g<1>1;"),
        ),
    ),
    Idea(
        "division and square root of the processor",
        (
            (
                "kernels/vector.h",
                r"inline Vec reciprocal\(Vec v\) \{\n#if defined\(__AVX512F__\)",
                "inline Vec reciprocal(Vec v) {\n#if 0",
            ),
            (
                "kernels/vector.h",
                r"inline Vec square_root\(Vec v\) \{\n#if defined\(__AVX512F__\)",
                "inline Vec square_root(Vec v) {\n#if 0",
            ),
        ),
    ),
    Idea(
        "samples into lanes one by one",
        (("kernels/gather.h", r"columns >= kWidth\)", "columns < 0)"),),
    ),
    Idea(
        "gradient of a whole layer before its update",
        (("network/plan.h", r"kBlockRows = \d+;", "kBlockRows = 1 << 20;"),),
    ),
    Idea("operands left to the compiler", (("kernels/conv2d_gradient.h", r"\n\s+keep\(d\);", ""),)),
    Idea(
        "lanes of a sum added one sum at a time",
        (
            (
                "kernels/conv2d_gradient.h",
                r"store\(added \+ g \* kWidth, sums\(group\)\);",
                "for (int n = 0; n < kWidth; ++n) added[g * kWidth + n] = sum(group[n]);",
            ),
        ),
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--images", type=int, default=60_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        built = {idea.name: build(idea, Path(folder) / str(k)) for k, idea in enumerate(IDEAS)}
        seconds: dict[str, list[float]] = {idea.name: [] for idea in IDEAS}
        for _ in range(options.rounds):
            for idea in IDEAS:
                seconds[idea.name].append(epoch(built[idea.name], idea, options.images))
    text = table(seconds)
    print(text)
    Path(__file__).with_suffix(".md").write_text(text)


def build(idea: Idea, folder: Path) -> Path:
    """Build the engine with the idea undone; return the folder of the extension."""
    shutil.copytree(ROOT / "engine", folder / "engine")
    shutil.copy(ROOT / "CMakeLists.txt", folder)
    for name, pattern, text in idea.undo:
        (path,) = (folder / "engine").rglob(name)
        changed, count = re.subn(pattern, text, path.read_text())
        if count == 0:
            sys.exit(f"{name} has nothing like {pattern!r}: mend the idea {idea.name!r}")
        path.write_text(changed)
    nanobind = run([sys.executable, "-m", "nanobind", "--cmake_dir"]).strip()
    out = folder / "build"
    run(
        [
            "cmake",
            "-G",
            "Ninja",
            "-S",
            str(folder),
            "-B",
            str(out),
            f"-DPython_EXECUTABLE={sys.executable}",
            f"-Dnanobind_DIR={nanobind}",
        ]
    )
    run(["cmake", "--build", str(out)])
    return out


def epoch(folder: Path, idea: Idea, images: int) -> float:
    """Return the seconds of an epoch: the best of three in one process."""
    facts = [str(folder), str(images), str(idea.threads), idea.instructions]
    return float(run([sys.executable, "-m", "benchmarks.training.engine_epoch", *facts]))


def run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


def table(seconds: dict[str, list[float]]) -> str:
    """Make the Markdown table: the epoch, and how many times as long as the whole it takes."""
    whole = seconds[IDEAS[0].name]
    lines = ["| undone | epoch, s | times as long |", "|---|---|---|"]
    for name, found in seconds.items():
        ratio = statistics.median(a / b for a, b in zip(found, whole, strict=True))
        lines.append(f"| {name} | {statistics.median(found):.3f} | {ratio:.2f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
