"""The steps of a reading become numbered pictures and one sheet."""

import numpy as np
import pytest
from PIL import Image

from lenet.errors import ModelError
from lenet.reading.explanation.sheet import Explanation, as_picture, contact_sheet


@pytest.mark.parametrize(
    ("array", "shown"),
    [
        (np.array([[0, 255]], np.uint8), [0, 255]),
        (np.array([[0, 65535]], np.uint16), [0, 255]),
        (np.array([[0.0, 1.0, 0.5]], np.float32), [255, 0, 128]),
        (np.array([[np.nan, 2.0, -1.0]]), [255, 0, 255]),
        (np.array([[False, True]]), [255, 0]),
    ],
)
def test_integers_are_brightness_and_floats_and_bools_are_ink(array, shown):
    assert np.asarray(as_picture(array))[0].tolist() == shown


def test_colours_stay_colours():
    assert as_picture(np.zeros((2, 3, 3), np.uint8)).mode == "RGB"
    assert as_picture(np.zeros((2, 3, 3), np.float32)).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    "array",
    [np.zeros(3), np.zeros((2, 2, 4)), np.zeros((0, 3)), np.zeros((2, 2), np.int64)],
)
def test_what_is_no_picture_is_refused(array):
    with pytest.raises(ModelError, match="expected a step"):
        as_picture(array)


def test_steps_are_numbered_and_an_earlier_explanation_is_replaced(tmp_path):
    folder = tmp_path / "one"
    for names in (["grey", "the ink/cleaned", "cuts"], ["grey"]):
        explain = Explanation(folder)
        for name in names:
            explain(name, np.zeros((10, 20), np.uint8))
        explain.write_sheet()
        (folder / "mine.png").touch()
        written = sorted(path.name for path in folder.iterdir())
        numbered = [
            f"{i:02}-{name}.png" for i, name in enumerate(["grey", "the-ink-cleaned", "cuts"], 1)
        ]
        assert written == [*numbered[: len(names)], "mine.png", "sheet.png"]


def test_nothing_to_explain_writes_nothing(tmp_path):
    Explanation(tmp_path / "one").write_sheet()
    assert not (tmp_path / "one").exists()


def test_the_sheet_shows_every_step_within_its_width():
    steps = [(f"step {i}", Image.new("RGB", (250, 60), (200, 0, 0))) for i in range(7)]
    sheet = contact_sheet(steps)
    assert sheet.width == 1200
    red = (np.asarray(sheet) == (200, 0, 0)).all(2)
    assert red.sum() == 7 * 250 * 60


def test_a_sheet_of_huge_and_tiny_steps_is_no_larger_than_them(tmp_path):
    explain = Explanation(tmp_path / "one")
    explain("huge", np.zeros((3000, 4000), np.float32))
    explain("tiny", np.ones((2, 1), bool))
    explain("long", np.ones((1, 5000), bool))
    explain.write_sheet()
    with Image.open(tmp_path / "one" / "sheet.png") as sheet:
        assert sheet.width == 1200
        assert sheet.height < 1000
