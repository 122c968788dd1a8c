"""Keras files that anybody may have made: lenet's errors alone escape, no code is run."""

import contextlib
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenet.errors import DataError, LenetError, ModelError
from lenet.keras_files import hdf5, hdf5_child
from lenet.layers import Conv2D, Dense, Flatten
from lenet.models import Sequential, load_model, model_from_json

WEIGHTS = "model.weights.h5"


def small() -> Sequential:
    layers = [
        Conv2D(2, 3, activation="tanh", input_shape=(6, 6, 1)),
        Flatten(),
        Dense(3, activation="softmax"),
    ]
    model = Sequential(layers, seed=1)
    model.compile("adam", metrics=["accuracy"])
    return model


# Descriptions


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


EVIL = [
    "null", "true", "-1", "0", "0.5", "1e999", "NaN", "1" + "0" * 400, '""', '"\\ud800"', '"x"',
    "[]", "{}", "[1]", "[null]", "[[1, 2], [3]]", nested(60), '"' + "x" * 100_000 + '"',
    '{"class_name": "Lambda", "config": {"function": "os.system"}}', '{"class_name": 1}',
    '{"class_name": "__lambda__", "config": {"value": "4wAAAA=="}}', '{"config": {}}',
    '{"class_name": "function", "config": "os.system", "module": "os"}',
]  # fmt: skip


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a JSON document."""
    yield path
    if isinstance(document, dict | list):
        pairs = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in pairs:
            yield from places(value, (*path, key))


def spoiled(content: str) -> Iterator[str]:
    """The document with each evil text in each of its places."""
    for path in places(json.loads(content)):
        copy: Any = [json.loads(content)]
        inside, last = copy, 0
        for key in path:
            inside, last = inside[last], key
        inside[last] = "@here"
        for evil in EVIL:
            yield json.dumps(copy[0]).replace('"@here"', evil)


@pytest.mark.parametrize("functional", [False, True])
def test_any_evil_value_anywhere_in_a_description_is_taken_or_refused(functional: bool) -> None:
    model = small()
    if functional:
        model.keras_class = "Functional"  # type: ignore[misc]
    taken = tried = 0
    for text in spoiled(model.to_json()):
        tried += 1
        with contextlib.suppress(LenetError):
            model_from_json(text)
            taken += 1
    assert tried > 2000
    assert 0 < taken < tried


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ({"class_name": "Lambda", "config": {"function": "x"}}, "received a Lambda: code in a"),
        ({"class_name": "TFOpLambda", "config": {}}, "lenet has the layers"),
        ({"class_name": "Custom>Mine", "config": {}}, "lenet has the layers"),
        (
            {"class_name": "Dense", "config": {"units": 1, "activation": {
                "class_name": "__lambda__", "config": {"value": "4wAA"}}}},
            "code in a file is never run",
        ),
        ({"class_name": "Dense", "config": {"units": 1, "dtype": "float16"}}, "in float32; Dense"),
        ({"class_name": "Dense", "config": {"units": 1, "rate": 3}}, "arguments of Keras's Dense"),
        ({"class_name": "Dense", "config": {}}, "Dense in a file of Keras: .*'units'"),
        (
            {"class_name": "Conv2D", "config": {"filters": 1, "kernel_size": 2, "groups": 2}},
            "Conv2D .*groups 1",
        ),
    ],
)  # fmt: skip
def test_a_layer_that_lenet_has_not_is_one_sentence(found: Any, sentence: str) -> None:
    start = {"class_name": "InputLayer", "config": {"batch_shape": [None, 4, 4, 1]}}
    model = {"class_name": "Sequential", "config": {"name": "a", "layers": [start, found]}}
    with pytest.raises(ModelError, match=sentence):
        model_from_json(json.dumps(model))


@pytest.mark.parametrize("text", ["[]", "1", "null", "{", '{"loss": 1}', '{"optimizer_config": 1}'])
def test_a_training_config_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    about = {"model_config": small().to_json(), "training_config": text}
    small().save(tmp_path / "a.h5")
    tree = hdf5.read_file(tmp_path / "a.h5")
    tree.attributes[""].update(about)
    (tmp_path / "a.h5").write_bytes(hdf5.packed(tree))
    if text == "null":
        load_model(tmp_path / "a.h5")
        return
    with pytest.raises(DataError):
        load_model(tmp_path / "a.h5")


# Zips


def keras_file(path: Path, **members: bytes) -> Path:
    """A ``.keras`` file with some of its members changed."""
    small().save(path)
    with zipfile.ZipFile(path) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    found |= {name.replace("_", "."): content for name, content in members.items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            archive.writestr(name, content)
    return path


def test_a_zip_that_was_packed_again_is_opened(tmp_path: Path) -> None:
    x = np.ones((1, 6, 6, 1))
    answer = load_model(keras_file(tmp_path / "a.keras")).predict(x)
    np.testing.assert_array_equal(answer, small().predict(x))


def test_zips_that_lie_or_swell_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.keras"
    cases: list[tuple[Callable[[], object], str]] = [
        (
            lambda: keras_file(path, config_json=b" " * 20_000_000),
            "config.json of at most 10000000",
        ),
        (lambda: keras_file(path, model_weights_h5=bytes(40_000_000)), "of at most 100"),
        (lambda: keras_file(path, config_json=b"{"), "config.json is not JSON"),
        (lambda: keras_file(path, config_json=b"[]"), "does not hold a model that lenet can run"),
        (lambda: keras_file(path, model_weights_h5=b"PK"), "is not a whole HDF5 file"),
        (lambda: path.write_bytes(b"no zip"), "is not a whole zip"),
        (lambda: path.write_bytes(b""), "is not a whole zip"),
        (lambda: many_members(path), "of at most 1000 files"),
        (lambda: zipfile.ZipFile(path, "w").close(), "expected config.json in"),
        (lambda: damaged(keras_file(path)), "is not a whole zip"),
    ]
    for make, sentence in cases:
        make()
        with pytest.raises(DataError, match=sentence):
            load_model(path)


def many_members(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(1001):
            archive.writestr(str(number), b"")


def damaged(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[60:90] = bytes(30)  # in the first member, not in the list of them
    middle = len(content) // 2
    content[middle : middle + 50] = bytes(50)
    path.write_bytes(content)


# HDF5


def hdf5_with(fill: Callable[[h5py.File], object]) -> bytes:
    content = io.BytesIO()
    with h5py.File(content, "w") as file:
        fill(file)
    return content.getvalue()


def deep(file: h5py.File) -> None:
    file.create_group("/".join("a" * 30))


def circular(file: h5py.File) -> None:
    file["a/again"] = file.create_group("a").parent


def many(file: h5py.File) -> None:
    for number in range(hdf5_child.MOST_OBJECTS + 1):
        file[str(number)] = file.require_group("a")


def chunked(file: h5py.File) -> None:
    file.create_dataset("a", shape=(2**40,), dtype="f4", chunks=(1024,))


def compressed(file: h5py.File) -> None:
    file.create_dataset("a", data=np.zeros(10_000_000, "f4"), compression="gzip")


def unwritten(file: h5py.File) -> None:
    file.create_dataset("a", shape=(2**50,), dtype="f8", fillvalue=1.0)


def outside(file: h5py.File) -> None:
    file.create_dataset("a", shape=(10,), dtype="u1", external=[("/etc/passwd", 0, 10)])


def virtual(file: h5py.File) -> None:
    layout = h5py.VirtualLayout(shape=(10,), dtype="f4")
    layout[:] = h5py.VirtualSource("/etc/passwd", "a", shape=(10,))
    file.create_virtual_dataset("a", layout)


def words(file: h5py.File) -> None:
    file.create_dataset("a", data=["x" * 1000], dtype=h5py.string_dtype())


def references(file: h5py.File) -> None:
    file.create_dataset("a", data=[file.ref], dtype=h5py.ref_dtype)


def pairs(file: h5py.File) -> None:
    file.create_dataset("a", data=np.zeros(3, [("x", "f4"), ("y", "i4")]))


def null(file: h5py.File) -> None:
    file.create_dataset("a", data=h5py.Empty("f4"))


def named_type(file: h5py.File) -> None:
    file["a"] = np.dtype("f4")


LIES: list[tuple[Callable[[h5py.File], object], str]] = [
    (deep, "more than 24 in one another"),
    (circular, "more than 24 in one another"),
    (many, "more than 10000 groups and arrays"),
    (chunked, "whose numbers are not in the file"),
    (unwritten, "whose numbers are not in the file"),
    (compressed, "a compressed array: unpack the file with h5repack"),
    (outside, "an array in another file"),
    (virtual, "an array in another file"),
    (words, "an array without numbers"),
    (references, "an array without numbers"),
    (pairs, "an array without numbers"),
    (null, "an array of no shape"),
    (named_type, "neither a group nor an array"),
    (lambda file: file.__setitem__("a", h5py.ExternalLink("/etc/passwd", "a")), "a link to else"),
    (lambda file: file.__setitem__("a", h5py.SoftLink("/b")), "a link to elsewhere, 'a'"),
]


@pytest.mark.parametrize(("fill", "sentence"), LIES, ids=[sentence for _, sentence in LIES])
def test_hdf5_that_lies_or_points_elsewhere_is_refused(
    tmp_path: Path, fill: Callable[[h5py.File], object], sentence: str
) -> None:
    (tmp_path / "a.h5").write_bytes(hdf5_with(fill))
    keras_file(tmp_path / "a.keras", model_weights_h5=hdf5_with(fill))
    names = ("a.h5",) if fill is many else ("a.h5", "a.keras")
    for name in names:
        with pytest.raises(DataError, match=sentence):
            load_model(tmp_path / name)
        with pytest.raises(DataError, match=sentence):
            small().load_weights(tmp_path / name)


def test_arrays_of_other_numbers_are_taken_as_numbers(tmp_path: Path) -> None:
    model = small()
    tree = hdf5.read_content(weights_of(model, tmp_path), "a file")
    for kind in (np.float64, np.float16, np.int64):
        tree = tree._replace(arrays={name: one.astype(kind) for name, one in tree.arrays.items()})
        (tmp_path / WEIGHTS).write_bytes(hdf5.packed(tree))
        model.load_weights(tmp_path / WEIGHTS)
    tree.arrays["layers/dense/vars/1"] = np.array([1e300, np.nan, 0])
    (tmp_path / WEIGHTS).write_bytes(hdf5.packed(tree))
    with pytest.raises(DataError, match="does not have the weights of this model"):
        model.load_weights(tmp_path / WEIGHTS)


def weights_of(model: Sequential, folder: Path) -> bytes:
    model.save_weights(folder / WEIGHTS)
    return (folder / WEIGHTS).read_bytes()


@given(st.integers(0, 100_000), st.binary(min_size=1, max_size=8), st.booleans())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None
)
def test_whatever_bytes_it_holds_only_an_error_of_lenet_escapes(
    tmp_path: Path, at: int, patch: bytes, cut: bool
) -> None:
    for name in ("a.h5", "a.keras"):
        if not (tmp_path / f"whole-{name}").exists():
            small().save(tmp_path / f"whole-{name}")
        whole = (tmp_path / f"whole-{name}").read_bytes()
        place = at % len(whole)
        rest = b"" if cut else whole[place + len(patch) :]
        (tmp_path / name).write_bytes(whole[:place] + patch + rest)
        with contextlib.suppress(DataError):
            load_model(tmp_path / name)


@pytest.mark.parametrize("name", ["a.h5", "a.keras", WEIGHTS])
@pytest.mark.parametrize("kind", ["pipe", "device", "loop", "absent"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, name: str, kind: str) -> None:
    if kind == "pipe":
        os.mkfifo(tmp_path / name)
    elif kind == "device":
        (tmp_path / name).symlink_to("/dev/zero")
    elif kind == "loop":
        (tmp_path / name).symlink_to(name)
    with pytest.raises(DataError):
        load_model(tmp_path / name)
    with pytest.raises(DataError):
        small().load_weights(tmp_path / name)


# The process that reads


def test_a_reader_that_never_answers_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small().save(tmp_path / "a.h5")
    monkeypatch.setattr(hdf5, "SECONDS", 0.5)
    monkeypatch.setattr(hdf5, "START", "import time; time.sleep(1000)")
    start = time.monotonic()
    with pytest.raises(DataError, match=r"a\.h5 cannot be read as HDF5 in 0\.5 seconds"):
        load_model(tmp_path / "a.h5")
    assert time.monotonic() - start < 30


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"\n", b"{}\n", b"[]\n", b'{"arrays": {}}\n',
        b'{"attributes": {}, "arrays": {"a": ["float32", [1000]]}}\n1234',
        b'{"attributes": {}, "arrays": {"a": ["object", [1]]}}\n12345678',
        b'{"attributes": {}, "arrays": {"a": ["float32", [-1]]}}\n12345678',
        b'{"attributes": {}, "arrays": {"a": ["float32", 1]}}\n12345678',
        b'{"attributes": {"": {"a": 1}}, "arrays": {}}\n',
        b'{"attributes": {"": 1}, "arrays": {}}\n',
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    small().save(tmp_path / "a.h5")
    start = f"import sys; sys.stdout.buffer.write({answer!r})"
    monkeypatch.setattr(hdf5, "START", start)
    with pytest.raises(DataError, match="cannot be read as HDF5"):
        load_model(tmp_path / "a.h5")


BOUNDED = """
import resource, sys
from pathlib import Path
from lenet.errors import DataError
from lenet.models import load_model
import lenet.keras_files.model_files, zipfile, tempfile
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
room = used + 150_000_000
resource.setrlimit(resource.RLIMIT_AS, (room, room))
try:
    load_model(Path(sys.argv[1]))
except DataError as error:
    print("refused", error)
"""
"""More than 150 MB in the reading of a file end in a MemoryError, which is no DataError."""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep the limit")
def test_what_only_claims_to_be_large_takes_no_memory(tmp_path: Path) -> None:
    path = keras_file(tmp_path / "a.keras", model_weights_h5=bytes(400_000_000))
    sparse = tmp_path / "a.h5"
    with sparse.open("wb") as file:
        file.truncate(hdf5.LARGEST_FILE + 1)
    for one in (path, sparse):
        done = subprocess.run(
            [sys.executable, "-c", BOUNDED, str(one)],
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout.startswith("refused"), done.stderr
