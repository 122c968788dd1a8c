"""The page's engine is made of today's sources, and of nothing else."""

import hashlib
import importlib.util
import json
import re
import shutil
from pathlib import Path

import pytest
from making.page_engine import (
    COMMAND,
    ENGINE,
    FLAGS,
    MADE,
    RECORD,
    compiled,
    source_hash,
    sources,
)

TOLD = json.loads(RECORD.read_text())


def test_the_module_is_made_of_todays_sources() -> None:
    assert TOLD["flags"] == list(FLAGS)
    assert TOLD["sources_sha256"] == source_hash(), (
        f"engine/ has changed since the page's engine was made of it: run {COMMAND}"
    )


def test_the_record_is_of_the_module_beside_it() -> None:
    module = MADE.read_bytes()
    assert TOLD["bytes"] == len(module)
    assert TOLD["sha256"] == hashlib.sha256(module).hexdigest()


def test_all_that_the_sources_include_is_among_them() -> None:
    names = {path.relative_to(ENGINE).as_posix() for path in sources()}
    included = {
        name
        for path in sources()
        for name in re.findall(r'^#include "(.+)"$', path.read_text(), re.MULTILINE)
    }
    assert "network/network.h" in included
    assert included <= names


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ziglang") is None, reason="needs ziglang")
def test_the_same_sources_make_the_same_bytes_anywhere(tmp_path: Path) -> None:
    shutil.copytree(ENGINE, tmp_path / "engine")
    assert hashlib.sha256(compiled(tmp_path)).hexdigest() == TOLD["sha256"]
