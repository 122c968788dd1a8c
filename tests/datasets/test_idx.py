"""The IDX parser: what it reads, and that nothing but DataError comes out of bytes it cannot."""

import gzip
import hashlib
import io
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lenet.datasets import idx
from lenet.errors import DataError


def images_file(count: int, rows: int, columns: int, values: bytes) -> bytes:
    return struct.pack(">4B3I", 0, 0, 8, 3, count, rows, columns) + values


def read(content: bytes, dimensions: int = 3) -> idx.Bytes:
    return idx.read(io.BytesIO(content), dimensions=dimensions, name="the file")


def test_images_are_read_row_by_row_in_their_order():
    array = read(images_file(2, 2, 3, bytes(range(12))))
    assert array.dtype == np.uint8
    assert array.tolist() == [[[0, 1, 2], [3, 4, 5]], [[6, 7, 8], [9, 10, 11]]]


def test_what_was_read_can_be_written_to():
    array = read(images_file(1, 1, 2, b"ab"))
    array[0, 0, 0] = 7
    assert array.tolist() == [[[7, ord("b")]]]


def test_the_checksum_of_an_array_is_the_checksum_of_its_file():
    content = images_file(2, 2, 3, bytes(range(12)))
    assert idx.checksum(read(content)) == hashlib.sha256(content).hexdigest()


def test_a_packed_file_is_read_whatever_it_is_called(tmp_path: Path):
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(gzip.compress(images_file(1, 1, 2, b"ab")))
    assert idx.read_file(path, dimensions=3).tolist() == [[[ord("a"), ord("b")]]]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ends inside its header"),
        (b"\0\0\x08\x03\0\0", "ends inside its header"),
        (b"PK\x03\x04" + bytes(20), "not an IDX file"),
        (struct.pack(">4B3I", 0, 0, 0x0D, 3, 1, 1, 1) + b"abcd", "type 0x0d: expected 0x08"),
        (struct.pack(">4BI", 0, 0, 8, 1, 1) + b"a", "has 1 dimensions: expected 3"),
        (images_file(0, 28, 28, b""), "is empty: its sizes are 0 x 28 x 28"),
        (images_file(2**32 - 1, 28, 28, b""), "4294967295 x 28 x 28 values: expected at most"),
        (images_file(2, 2, 3, bytes(11)), "cut short: 11 of 12 values"),
        (images_file(2, 2, 3, bytes(13)), "bytes left over after its 12 values"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_the_reason(content: bytes, sentence: str):
    with pytest.raises(DataError, match=sentence):
        read(content)


def test_a_file_that_decompresses_to_too_much_is_refused_before_it_does(tmp_path: Path):
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(images_file(1, 1, 1, bytes(200 * 2**20)), compresslevel=1))
    tracemalloc.start()
    try:
        with pytest.raises(DataError, match="left over"):
            idx.read_file(path, dimensions=3)
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("cut", [5, 15, 30])
def test_a_packed_file_that_is_cut_short_is_refused_by_name(tmp_path: Path, cut: int):
    path = tmp_path / "cut.gz"
    path.write_bytes(gzip.compress(images_file(2, 2, 3, bytes(range(12))))[:cut])
    with pytest.raises(DataError, match=r"cut\.gz"):
        idx.read_file(path, dimensions=3)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path):
    with pytest.raises(DataError, match="absent"):
        idx.read_file(tmp_path / "absent", dimensions=3)


headers = st.builds(
    lambda kind, sizes: bytes((0, 0, kind, len(sizes))) + struct.pack(f">{len(sizes)}I", *sizes),
    st.sampled_from([8, 8, 8, 9, 0x0D]),
    st.lists(st.one_of(st.integers(0, 4), st.integers(0, 2**32 - 1)), max_size=4),
)
files = st.one_of(
    st.binary(max_size=64), st.builds(lambda start, rest: start + rest, headers, st.binary())
)


@given(content=files, dimensions=st.sampled_from([1, 3]))
@example(content=images_file(1, 2, 2, b"abcd"), dimensions=3)
def test_of_any_bytes_only_a_dataerror_comes_or_an_array_that_gives_the_bytes_back(
    content: bytes, dimensions: int
):
    try:
        array = read(content, dimensions)
    except DataError:
        return
    assert idx.header(array) + array.tobytes() == content


@given(
    content=files,
    place=st.integers(0, 200),
    byte=st.integers(0, 255),
    packed=st.booleans(),
)
def test_of_a_damaged_packed_file_only_a_dataerror_comes(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, place: int, byte: int, packed: bool
):
    file = bytearray(gzip.compress(content) if packed else b"\x1f\x8b" + content)
    file[place % len(file)] = byte
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(file)
    try:
        array = idx.read_file(path, dimensions=3)
    except DataError:
        return
    assert array.ndim == 3
