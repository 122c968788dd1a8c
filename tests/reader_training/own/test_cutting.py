"""A user's own strings: what is written on them is found, and where they can be cut."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lenet.errors import DataError
from lenet.pictures.boxes import Box
from lenet.reader_training.own.cutting import cut, own_strings
from lenet.reading import Line, Reader
from lenet.scoring.labels import read_labels


@pytest.fixture
def folder(draw_line, tmp_path: Path) -> Path:
    """Four labelled strings, one with a point and one very long, and a file that is no picture."""
    rows = ["file,text"]
    for text in ("20.244", "5315", "77", "1234567890"):
        picture = np.rint(235 - 200 * draw_line(text, 40)).astype(np.uint8)
        Image.fromarray(picture).save(tmp_path / f"{text}.png")
        rows.append(f"{text}.png,{text}")
    (tmp_path / "none.png").write_bytes(b"no picture")
    (tmp_path / "labels.csv").write_text("\n".join([*rows, "none.png,12"]) + "\n")
    return tmp_path


def test_the_marks_among_the_digits_are_found(folder: Path) -> None:
    own = own_strings(read_labels(folder), Reader.load().networks)
    assert [one.symbols for one in own] == ["20.244", "5315", "77", "1234567890"]


def test_digits_that_stand_apart_are_cut_apart_where_no_ink_is(folder: Path) -> None:
    for one in own_strings(read_labels(folder), Reader.load().networks):
        assert one.groups == tuple(one.symbols)
        assert list(one.cuts) == sorted(set(one.cuts))
        assert not one.line.ink[:, list(one.cuts)].any()


def line(*bars: tuple[int, int, int]) -> Line:
    """A line whose digits are 40 rows high: bars of ink, each (first column, one past, rows)."""
    ink = np.zeros((60, 100), np.float32)
    for begin, end, rows in bars:
        ink[10 : 10 + rows, begin:end] = 1
    mask = (ink > 0).astype(np.uint8)
    return Line(Box(0, 0, 100, 60), ink, ink, mask, 4.0, 1.0, 10, 50)


def test_a_linking_stroke_is_cut_and_touching_digits_are_not() -> None:
    linked = line((10, 30, 40), (30, 50, 4), (50, 70, 40))
    assert cut(linked, "45", (20.0, 60.0)).groups == ("4", "5")
    touching = line((10, 30, 40), (30, 50, 12), (50, 70, 40), (80, 84, 4))
    own = cut(touching, "45.", (20.0, 60.0, 81.0))
    assert own.groups == ("45", ".")
    assert own.cuts == (70,)


def test_middles_beside_the_picture_are_no_fault() -> None:
    own = cut(line((10, 30, 40)), "11", (-3.0, 105.0))
    assert own.groups == ("1", "1")
    assert own.cuts == (0,)


def test_nothing_to_train_on_is_said(folder: Path) -> None:
    (folder / "labels.csv").write_text("file,text\nnone.png,12\n")
    with pytest.raises(DataError, match="not one of 1 labelled pictures"):
        own_strings(read_labels(folder), Reader.load().networks)
