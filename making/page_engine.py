"""Compile the engine for the page: ``engine.wasm``, and beside it the record of what it is made of.

pip install 'lenet[dev]'
python -m making.page_engine
"""

import argparse
import hashlib
import json
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from lenet.host.files import write_whole

CHECKOUT = Path(__file__).parents[1]
ENGINE = CHECKOUT / "engine"
MADE = CHECKOUT / "src/lenet/serve/page/engine.wasm"
RECORD = MADE.with_suffix(".json")
COMMAND = "python -m making.page_engine"

PARTS = ("bindings", "bindings/wasm", "kernels", "kernels/records", "network", "pictures")
"""Folders of ``engine/`` whose files go in, and no file of a folder inside them."""
FILES = ("texts/ctc.h", "texts/ctc.cpp")

FLAGS = (
    "-target", "wasm32-wasi", "-mexec-model=reactor", "-mcpu=generic+simd128", "-std=c++20",
    "-O3", "-fno-math-errno", "-ffp-contract=off", "-fexceptions",
    "-DLENET_INSTRUCTIONS=baseline", "-Iengine",
    "-Wl,--strip-all", "-Wl,--export=__stack_pointer",
)  # fmt: skip
"""No fused multiply-adds, which not every browser has; with exceptions, so that ``throw`` compiles:
``bindings/wasm/host.cpp`` says what becomes of it."""


def main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    made = compiled(CHECKOUT)
    write_whole(MADE, made)
    write_whole(RECORD, json.dumps(record_of(made), indent=2) + "\n")
    print(f"{MADE.relative_to(CHECKOUT)}: {len(made):,} bytes")


def sources(engine: Path = ENGINE) -> list[Path]:
    """The files of ``engine/`` that go in, sorted."""
    inside = [path for part in PARTS for path in (engine / part).iterdir() if path.is_file()]
    return sorted([*inside, *(engine / name for name in FILES)])


def source_hash() -> str:
    """SHA-256 of the names and bytes of all files that go in, and of the flags."""
    hashed = hashlib.sha256(json.dumps(FLAGS).encode())
    for path in sources():
        content = path.read_bytes()
        hashed.update(f"{path.relative_to(ENGINE).as_posix()} {len(content)}\n".encode())
        hashed.update(content)
    return hashed.hexdigest()


def compiled(checkout: Path) -> bytes:
    """The module, compiled from the ``engine/`` of a checkout, wherever that is."""
    files = [path for path in sources(checkout / "engine") if path.suffix == ".cpp"]
    names = [path.relative_to(checkout).as_posix() for path in files]
    made = checkout / "build" / MADE.name
    made.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "ziglang", "c++", *FLAGS, *names, "-o", str(made)]
    subprocess.run(command, cwd=checkout, check=True)
    return made.read_bytes()


def record_of(made: bytes) -> dict[str, object]:
    """What the module is made of and by."""
    return {
        "command": COMMAND,
        "compiler": f"ziglang {version('ziglang')}",
        "flags": FLAGS,
        "sources_sha256": source_hash(),
        "sha256": hashlib.sha256(made).hexdigest(),
        "bytes": len(made),
    }


if __name__ == "__main__":
    main()
