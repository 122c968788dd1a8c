"""Many pictures to a reader: the order of the rows, what stops them, how far ahead they run."""

import io
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lenet.errors import PictureError
from lenet.pictures.named_files import PictureFile
from lenet.reading import batch, shipped_reader
from lenet.reading.batch import AHEAD, read_all
from lenet.reading.read_options import ReadOptions
from lenet.reading.row import Row, folder_name

FILES = [PictureFile(f"{number}.png", Path(f"{number}.png")) for number in range(50)]


class Late:
    """The first picture is read after the second."""

    def __init__(self):
        self.second = threading.Event()

    def read(self, picture, **asked):
        if picture.name == "0.png":
            assert self.second.wait(30)
        if picture.name == "1.png":
            self.second.set()
        return []


class Failing:
    """Raises what it is told to."""

    def __init__(self, error):
        self.error = error

    def read(self, picture, **asked):
        raise self.error


def test_an_error_that_names_the_path_does_not_name_the_file_again():
    file = PictureFile("gone.png", Path("cheques/gone.png"))
    error = PictureError("cheques/gone.png: expected a picture")
    (row,) = read_all(Failing(error), [file], ReadOptions(), workers=1)
    assert row.error == "cheques/gone.png: expected a picture"


def test_rows_come_in_the_order_of_the_pictures():
    rows = read_all(Late(), FILES, ReadOptions(), workers=2)
    assert [row.file for row in rows] == [file.name for file in FILES]


@pytest.mark.parametrize("workers", [1, 3])
def test_only_a_few_pictures_are_read_ahead(workers):
    taken = []

    def pictures():
        for file in FILES:
            taken.append(file)
            yield file

    reader = Late() if workers > 1 else Failing(PictureError("no"))
    rows = read_all(reader, pictures(), ReadOptions(), workers=workers)
    next(rows)
    assert len(taken) <= AHEAD * workers + 1
    rows.close()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (PictureError("0.png: it is cut short"), "0.png: it is cut short"),
        (PictureError("expected a box in the picture"), "0.png: expected a box in the picture"),
        (MemoryError(), "0.png: there is not enough memory for this picture"),
    ],
)
def test_a_picture_that_cannot_be_read_is_a_row_that_names_it_once(error, sentence):
    (row,) = read_all(Failing(error), FILES[:1], ReadOptions(), workers=1)
    assert row == Row("0.png", error=sentence)
    assert row.as_dicts() == [{"file": "0.png", "error": sentence}]


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_not_the_pictures_fault_is_raised(workers):
    with pytest.raises(ZeroDivisionError):
        list(read_all(Failing(ZeroDivisionError()), FILES, ReadOptions(), workers=workers))


def test_a_fault_is_a_row_without_a_reader():
    (row,) = read_all(
        Failing(ZeroDivisionError()), [PictureFile("a", fault="a: no")], ReadOptions()
    )
    assert row == Row("a", error="a: no")


def test_folders_of_explanations_are_numbered_and_plain():
    assert folder_name(3, "scans/a b/é$.tar.png") == "0003--.tar"
    assert folder_name(12, "-") == "0012-standard-input"
    assert len(folder_name(1, "x" * 300)) < 100


@pytest.fixture
def drawn(draw_line):
    """Pictures in memory, each of its own number."""
    texts = [str(number) for number in range(1003, 1003 + 2 * AHEAD + 1)]
    lines = [np.rint(235 - 200 * draw_line(text, 40)).astype(np.uint8) for text in texts]
    return [PictureFile(text, line) for text, line in zip(texts, lines, strict=True)]


def test_several_processes_read_as_one_does(drawn):
    several = list(read_all(shipped_reader(), drawn, ReadOptions(), workers=2))
    assert several == list(read_all(shipped_reader(), drawn, ReadOptions(), workers=1))
    assert [row.file for row in several] == [file.name for file in drawn]
    assert sum(row.readings[0].text == row.file for row in several) > AHEAD


def test_a_stream_is_read_though_it_cannot_be_sent(drawn):
    streams = []
    for file in drawn:
        png = io.BytesIO()
        Image.fromarray(file.picture).save(png, "PNG")
        png.seek(0)
        streams.append(PictureFile(file.name, png))
    rows = read_all(shipped_reader(), streams, ReadOptions(), workers=2)
    assert all(row.readings for row in rows)


def test_few_pictures_start_no_process(drawn, monkeypatch):
    monkeypatch.setattr(batch, "ReadingProcess", None)
    assert len(list(read_all(shipped_reader(), drawn[:-2], ReadOptions(), workers=2)))


def test_few_pictures_that_take_long_are_read_together(drawn, monkeypatch):
    monkeypatch.setattr(batch, "LONG", 0.0)
    monkeypatch.setattr(batch, "ReadingProcess", None)
    rows = read_all(shipped_reader(), drawn[:3], ReadOptions(), workers=2)
    next(rows)
    with pytest.raises(TypeError):
        next(rows)


def test_what_is_no_pictures_fault_is_raised_from_another_process(drawn, tmp_path):
    (tmp_path / "file").write_text("")
    rows = read_all(shipped_reader(), drawn, ReadOptions(), workers=2, explain_in=tmp_path / "file")
    with pytest.raises(OSError, match="Not a directory"):
        list(rows)


SCRIPT = """
import sys
import numpy as np
from lenet.pictures.named_files import PictureFile
from lenet.reading import ReadOptions, read_all, shipped_reader

files = [PictureFile(str(n), np.zeros((9, 9), np.uint8)) for n in range(9)]
print(len(list(read_all(shipped_reader(), files, ReadOptions(), workers=2))))
"""


def test_a_script_needs_no_guard(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, tmp_path / "script.py"], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("9\n", "")
