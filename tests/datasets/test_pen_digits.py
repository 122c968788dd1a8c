"""Pen digits: parsed from UNIPEN, checked by their sums, unpacked however they were packed."""

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest

from lenet.datasets import mirrors, pen_digits
from lenet.errors import DataError

TEXT = b""".INCLUDE        dene.doc

.LEXICON "0" "1"
.HIERARCHY      DIGIT

.SEGMENT DIGIT    0 ? "8"
.COMMENT 8 12  224
.PEN_DOWN
 267  333
 260  300
.PEN_UP
.DT 100
.PEN_DOWN
 10  20
.PEN_UP
.DT 100

.SEGMENT DIGIT    1 ? "4"
.COMMENT 4  3  100
.PEN_DOWN
 1  2
 3  4
 5  6
.PEN_UP
.DT 100
"""


def test_strokes_digits_and_writers_are_read_and_y_grows_downwards() -> None:
    found = pen_digits.parsed(TEXT)
    assert found.digits.tolist() == [8, 4]
    assert found.writers.tolist() == [12, 3]
    assert [len(one) for one in found.strokes] == [2, 1]
    assert found.strokes[0][0].tolist() == [[267, -333], [260, -300]]
    assert found.strokes[1][0].shape == (3, 2)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """A data set of two texts as short as ``TEXT``."""
    sha256 = hashlib.sha256(TEXT).hexdigest()
    parts = tuple(part._replace(sha256=sha256) for part in pen_digits.PARTS)
    monkeypatch.setattr(pen_digits, "PARTS", parts)


def compressed(text: bytes) -> bytes:
    """What ``compress`` makes of a text without looking for repetitions: codes of nine bits."""
    bits = "".join(f"{byte:09b}"[::-1] for byte in text)
    padded = bits + "0" * (-len(bits) % 8)
    packed = bytes(int(padded[at : at + 8][::-1], 2) for at in range(0, len(padded), 8))
    return b"\x1f\x9d\x10" + packed


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("ending", ["", ".gz"])
def test_a_folder_holds_the_files_packed_or_not(tmp_path: Path, ending: str) -> None:
    for part in pen_digits.PARTS:
        content = gzip.compress(TEXT) if ending else TEXT
        (tmp_path / f"{part.name}{ending}").write_bytes(content)
    train, test = pen_digits.load_data(tmp_path)
    assert np.array_equal(train.digits, test.digits)
    assert train.digits.tolist() == [8, 4]


def test_what_compress_packed_is_unpacked() -> None:
    text = b"0123"  # too short for a second code of nine bits to be in question
    assert pen_digits.decompressed(compressed(text), "a") == text


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("ending", "content", "said"),
    [
        ("", TEXT + b"\n", "is not the published file"),
        (".gz", b"\x1f\x8bbut no more", "cannot be unpacked"),
        (".Z", b"\x1f\x9d", "cannot be unpacked"),
        (".Z", b"no such file", "cannot be unpacked"),
    ],
)
def test_another_file_is_refused_in_a_sentence(
    tmp_path: Path, ending: str, content: bytes, said: str
) -> None:
    for part in pen_digits.PARTS:
        (tmp_path / f"{part.name}{ending}").write_bytes(content)
    with pytest.raises(DataError, match=said):
        pen_digits.load_data(tmp_path)


def test_a_folder_without_the_files_says_their_names(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"pendigits-orig\.tra"):
        pen_digits.load_data(tmp_path)


@pytest.mark.usefixtures("published")
def test_it_is_fetched_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import zipfile

    monkeypatch.setenv("LENET_CACHE", str(tmp_path / "cache"))
    asked: list[str] = []

    def fetched(address: str, name: str, scratch: Path, largest: int) -> Path:
        asked.append(address + name)
        with zipfile.ZipFile(scratch / name, "w") as archive:
            for part in pen_digits.PARTS:
                archive.writestr(f"{part.name}.Z", b"packed")
        return scratch / name

    monkeypatch.setattr(mirrors, "fetched", fetched)
    monkeypatch.setattr(pen_digits, "decompressed", lambda content, name: TEXT)
    assert len(pen_digits.load_data()[0].digits) == 2
    assert len(pen_digits.load_data()[1].digits) == 2
    assert asked == [pen_digits.ADDRESS + pen_digits.ARCHIVE]


def test_without_a_connection_the_files_to_bring_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENET_CACHE", str(tmp_path / "cache"))

    def unreachable(*_: object) -> Path:
        raise DataError("no connection")

    monkeypatch.setattr(mirrors, "fetched", unreachable)
    with pytest.raises(DataError, match=r"no connection\nPut the files .*\.Z and .*\.Z of https"):
        pen_digits.load_data()


def test_where_they_are_is_said_without_fetching(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LENET_CACHE", str(tmp_path))
    assert pen_digits.locate().path is None
    folder = tmp_path / pen_digits.NAME
    folder.mkdir()
    (folder / f"{pen_digits.TRAIN.name}.gz").write_bytes(gzip.compress(TEXT))
    damaged = pen_digits.locate()
    assert (damaged.path, damaged.verified) == (folder, False)
    assert "not the published file" in damaged.note
