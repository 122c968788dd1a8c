"""Many pictures to a reader: the order of the rows, what stops them, how far ahead they run."""

import threading
from pathlib import Path

import pytest

from lenet.errors import PictureError
from lenet.pictures.named_files import PictureFile
from lenet.reading.batch import AHEAD, Row, folder_name, read_all
from lenet.reading.read_options import ReadOptions

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
