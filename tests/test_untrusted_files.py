"""Files that anybody may have made: lenet's errors alone escape, no memory is spent on claims."""

import contextlib
import gzip
import json
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from lenet.datasets import idx
from lenet.errors import DataError, LenetError
from lenet.host.json_text import DEEPEST, LONGEST_NUMBER, parse_json
from lenet.layers import Conv2D, Dense, Flatten
from lenet.models import Sequential, load_model
from lenet.models.checkpoint import CHECKPOINT, load_checkpoint
from lenet.models.storage import CONFIG, WEIGHTS
from lenet.reading import Calibration, Reader, read_form
from lenet.runs import run as runs
from lenet.runs.history_file import read_history
from lenet.scoring.labels import LONGEST_LINE, read_labels


def small(seed: int = 0) -> Sequential:
    layers = [
        Conv2D(2, 3, activation="tanh", input_shape=(6, 6, 1)),
        Flatten(),
        Dense(3, activation="softmax"),
    ]
    model = Sequential(layers, seed=seed)
    model.compile("adam")
    return model


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


EVIL = [
    "null", "true", "false", "-1", "0", "0.5", "1e999", "NaN", "-Infinity", "1" + "0" * 400,
    "9" * 20, '"1"', '""', '"\\ud800"', '"\\u0000"', "[]", "{}", "[1]", '{"a": 1, "a": 2}',
    '[[1, 2], [3]]', nested(40), nested(DEEPEST + 2), nested(100_000), "1_000", "[", '"', "01",
    '"' + "x" * 100_000 + '"',
]  # fmt: skip
"""What may stand in the place of any value of a JSON document; some of it is no JSON."""


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a JSON document."""
    yield path
    if isinstance(document, dict | list):
        pairs = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in pairs:
            yield from places(value, (*path, key))


def spoiled(content: str) -> Iterator[str]:
    """The document with each evil text in each of its places."""
    document = json.loads(content)
    for path in places(document):
        copy = json.loads(content)
        if path:
            inside = copy
            for key in path[:-1]:
                inside = inside[key]
            inside[path[-1]] = "@here"
        else:
            copy = "@here"
        for evil in EVIL:
            yield json.dumps(copy).replace('"@here"', evil)


# JSON


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (nested(DEEPEST + 2), f"more than {DEEPEST} levels"),
        (nested(100_000), f"more than {DEEPEST} levels"),
        ('{"a": ' * 100_000, f"more than {DEEPEST} levels"),
        ('{"a": 1, "b": {"c": 1, "c": 1}}', "stands there twice"),
        ("1" * (LONGEST_NUMBER + 1), f"more than {LONGEST_NUMBER} digits"),
        ('["\\ud800"]', "half of a surrogate pair"),
        ('["\\udc7f"]', "half of a surrogate pair"),
        ('{"\\udfff": 1}', "half of a surrogate pair"),
        ("", "Expecting value"),
        ("{'a': 1}", "double quotes"),
    ],
)
def test_json_that_not_all_can_use_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_json(text)
    with pytest.raises(ValueError, match=sentence):
        parse_json(text.encode())


def test_json_that_all_can_use_is_taken_as_it_is() -> None:
    text = f'{{"a": [1, 2.5, null, true], "\U0001f600": {nested(DEEPEST - 1)}, "n": {10**299}}}'
    assert parse_json(text) == json.loads(text)
    assert json.loads(json.dumps(parse_json(text))) == json.loads(text)


@given(st.binary(max_size=40))
def test_whatever_bytes_it_is_given_json_is_parsed_or_refused(content: bytes) -> None:
    with contextlib.suppress(ValueError):
        parse_json(content)


# Folders


def test_any_evil_value_anywhere_in_a_description_is_taken_or_refused(tmp_path: Path) -> None:
    small().save(tmp_path, record={"data": {"classes": ["a", "b", "c"], "where": {"data": "x"}}})
    content = (tmp_path / CONFIG).read_text()
    taken = tried = 0
    for text in spoiled(content):
        (tmp_path / CONFIG).write_text(text)
        tried += 1
        with contextlib.suppress(LenetError):
            load_model(tmp_path)
            taken += 1
    assert tried > 1000
    assert 0 < taken < tried


def test_any_evil_value_anywhere_in_a_calibration_is_taken_or_refused(tmp_path: Path) -> None:
    reader = Reader((small(),), Calibration(thresholds=((0.01, None), (0.1, 0.9))))
    reader.save(tmp_path)
    taken = tried = 0
    for text in spoiled((tmp_path / "calibration.json").read_text()):
        (tmp_path / "calibration.json").write_text(text)
        tried += 1
        with contextlib.suppress(DataError):
            found = Reader.load(tmp_path).calibration
            assert 0 <= found.probability(0.5) <= 1
            taken += 1
    assert tried > 250
    assert 0 < taken < tried


@pytest.mark.slow
def test_any_evil_value_anywhere_in_a_runs_record_is_taken_or_refused(
    tiny_run: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_run, tmp_path / "run"))
    config = json.loads((folder / CONFIG).read_text())
    parts = {name: config[name] for name in ("recipe", "data", "network", "epochs_trained")}
    for text in spoiled(json.dumps(parts)):
        with contextlib.suppress(ValueError):
            changed = parse_json(text)
            text = json.dumps({**config, **changed}) if isinstance(changed, dict) else text
        (folder / CONFIG).write_text(text)
        with contextlib.suppress(LenetError):
            runs.resume(folder)


def entry(dtype: str, shape: list[int], begin: int, end: int) -> dict[str, Any]:
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


@pytest.mark.parametrize(
    "header",
    [
        {"dense.kernel": entry("F32", [2**62, 4], 0, 16)},
        {"dense.kernel": entry("F32", [2**40], 0, 2**42)},
        {"dense.kernel": entry("F32", [-1, -4], 0, 16)},
        {"dense.kernel": entry("F32", [4], 16, 0)},
        {"dense.kernel": entry("F32", [4], 0, 16), "dense.bias": entry("F32", [4], 0, 16)},
        {"dense.kernel": entry("X1", [4], 0, 16)},
        {"dense.kernel": entry("F32", [4] * 1000, 0, 16)},
        {"dense.kernel": [1]},
        {"__metadata__": {"a": 1}},
        {f"{number}": entry("F32", [0], 0, 0) for number in range(5000)},
    ],
)
def test_a_header_of_weights_that_lies_is_refused(tmp_path: Path, header: dict[str, Any]) -> None:
    small().save(tmp_path)
    small().save_checkpoint(tmp_path)
    told = json.dumps(header).encode()
    for name in (WEIGHTS, CHECKPOINT):
        (tmp_path / name).write_bytes(struct.pack("<Q", len(told)) + told + bytes(16))
    with pytest.raises(DataError):
        load_model(tmp_path)
    with pytest.raises(DataError):
        load_checkpoint(tmp_path, 116)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_a_checkpoint_holds_only_a_data_error_escapes(
    tmp_path: Path, at: int, patch: bytes, cut: bool
) -> None:
    model = small()
    model.save_checkpoint(tmp_path)
    whole = (tmp_path / CHECKPOINT).read_bytes()
    at %= len(whole)
    rest = b"" if cut else whole[at + len(patch) :]
    (tmp_path / CHECKPOINT).write_bytes(whole[:at] + patch + rest)
    with contextlib.suppress(DataError):
        model.load_checkpoint(tmp_path)


@given(st.binary(max_size=60), st.sampled_from([b"", b"file,digit\n", b"file,text\n"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_labels_hold_only_a_data_error_escapes(
    tmp_path: Path, content: bytes, heading: bytes
) -> None:
    (tmp_path / "labels.csv").write_bytes(heading + content)
    with contextlib.suppress(DataError):
        assert read_labels(tmp_path).labels


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"file,digit\na\0.png,7\n", "line 2: expected text, received a zero byte"),
        (b"file,digit\n" + b"x" * LONGEST_LINE + b",7\n", "line 2: expected at most 100,000 char"),
        (b"file,digit" + b",x" * LONGEST_LINE, "line 1: expected at most 100,000 characters"),
        (b"file,digit\n" + b"a,1\n" * 1_001, "expected at most 1,000 pictures"),
        (b"file,digit\n" + b"\n" * 50_000_000, "of at most 50000000 bytes"),
    ],
)
def test_labels_that_are_too_many_or_no_text_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, sentence: str
) -> None:
    monkeypatch.setattr("lenet.scoring.labels.MOST_LABELS", 1_000)
    (tmp_path / "labels.csv").write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        read_labels(tmp_path)


@given(st.binary(max_size=40), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_an_idx_file_holds_only_a_data_error_escapes(
    tmp_path: Path, content: bytes, packed: bool
) -> None:
    for start in (b"", b"\0\0\x08\x01", b"\0\0\x08\x01\0\0\0\x02"):
        whole = start + content
        (tmp_path / "file").write_bytes(gzip.compress(whole) if packed else whole)
        with contextlib.suppress(DataError):
            assert idx.read_file(tmp_path / "file", dimensions=1).size


@given(st.binary(max_size=60), st.integers(1, 3) | st.integers(1, 2**63 - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_bytes_a_history_holds_only_a_data_error_escapes(
    tmp_path: Path, content: bytes, epochs: int
) -> None:
    for start in (b"", b"epoch,loss\n1,"):
        (tmp_path / "history.csv").write_bytes(start + content)
        with contextlib.suppress(DataError):
            found = read_history(tmp_path / "history.csv", epochs)
            assert all(len(figures) == epochs for figures in found.values())


# What is no file, and what only claims to be large

READERS: dict[str, Callable[[Path], object]] = {
    CONFIG: load_model,
    WEIGHTS: load_model,
    CHECKPOINT: lambda folder: load_checkpoint(folder, 116),
    "calibration.json": Reader.load,
    "labels.csv": read_labels,
    "history.csv": lambda folder: read_history(folder / "history.csv", 2),
    "train-labels-idx1-ubyte": lambda folder: idx.read_file(
        folder / "train-labels-idx1-ubyte", dimensions=1
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    Reader((small(),)).save(tmp_path / "all")
    small().save_checkpoint(tmp_path / "all")
    return tmp_path / "all"


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "loop", "absent"])
def test_what_is_no_file_is_refused_at_once(folder: Path, name: str, kind: str) -> None:
    (folder / name).unlink(missing_ok=True)
    if kind == "pipe":
        os.mkfifo(folder / name)
    elif kind == "device":
        (folder / name).symlink_to("/dev/zero")
    elif kind == "folder":
        (folder / name).mkdir()
    elif kind == "loop":
        (folder / name).symlink_to(name)
    with pytest.raises(DataError):
        READERS[name](folder)


def test_a_form_may_come_through_a_pipe(tmp_path: Path) -> None:
    outer, inner = os.pipe()
    os.write(inner, b'{"amount": [1, 2, 30, 40]}')
    os.close(inner)
    try:
        assert set(read_form(Path(f"/dev/fd/{outer}"))) == {"amount"}
    finally:
        os.close(outer)


BOUNDED = """
import resource, sys
from pathlib import Path
from test_untrusted_files import READERS, claims
from lenet.errors import DataError
folder, name, claim = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
claims()[claim](folder / name)
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
room = used + 150_000_000
resource.setrlimit(resource.RLIMIT_AS, (room, room))
try:
    READERS[name](folder)
except DataError as error:
    print("refused", error)
"""
"""More than 150 MB in the reading of a file end in a MemoryError, which is no DataError."""


def sparse(size: int, start: bytes = b"") -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            file.truncate(size)

    return write


def claims() -> dict[str, Callable[[Path], object]]:
    """Files that are, or say that they are, far larger than what is read of them."""
    header = b"\0\0\x08\x01" + struct.pack(">I", 2**30)
    return {
        "a terabyte": sparse(2**40),
        "a gigabyte": sparse(2**30),
        "a header of a gigabyte": sparse(100, struct.pack("<Q", 2**30)),
        "a gigabyte announced": sparse(100, header),
        "the same, packed": lambda path: path.write_bytes(gzip.compress(header + bytes(100))),
        "of another model": lambda path: path.write_bytes(
            save({"parameters": np.zeros(10**7, np.float32)})
        ),
    }


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system has no /proc")
@pytest.mark.parametrize(
    ("name", "claim"),
    [
        *((name, "a terabyte") for name in READERS),
        (CONFIG, "a gigabyte"),
        (WEIGHTS, "a gigabyte"),
        (WEIGHTS, "a header of a gigabyte"),
        (WEIGHTS, "of another model"),
        (CHECKPOINT, "a gigabyte"),
        (CHECKPOINT, "of another model"),
        ("train-labels-idx1-ubyte", "a gigabyte announced"),
        ("train-labels-idx1-ubyte", "the same, packed"),
    ],
)
def test_no_memory_is_spent_on_what_a_file_only_claims(folder: Path, name: str, claim: str) -> None:
    paths = [str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED, folder, name, claim],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("refused"), done.stderr


def test_a_run_that_says_it_was_trained_for_ever_is_refused(tiny_run: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(tiny_run, tmp_path / "run"))
    run = runs.resume(folder)
    run.model.epochs_trained = 2**62
    run.model.save_checkpoint(folder)
    run.folder.lock.release()
    with pytest.raises(DataError, match="at most 100000 epochs"):
        runs.resume(folder)
