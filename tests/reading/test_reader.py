"""The reader that comes with the package, on pictures that people have."""

from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import lenet
from lenet.errors import DataError, ModelError, PatternError, PictureError
from lenet.pictures.boxes import Box
from lenet.reader_training.strip_network import strip_reader
from lenet.reading.calibration.confidence import Calibration
from lenet.reading.reader import Reader


def scan(ink: np.ndarray) -> np.ndarray:
    """Ink as brightness, uint8, dark on light grey."""
    return np.rint(235 - 200 * ink).astype(np.uint8)


@pytest.mark.parametrize("text", ["5315", "70", "268", "20.244", "1937", "8"])
@pytest.mark.parametrize("height", [24, 60, 160])
def test_drawn_digits_are_read_at_any_size(draw_line, text: str, height: int) -> None:
    (reading,) = lenet.read(scan(draw_line(text, height)))
    assert reading.text == text.replace(".", "")
    assert reading.amount == Decimal(text.replace(".", ""))
    assert len(reading.digits) == len(reading.text)


def test_light_on_dark_reads_as_dark_on_light(draw_line) -> None:
    picture = scan(draw_line("5315", 50))
    (dark,), (light,) = lenet.read(picture), lenet.read(255 - picture)
    assert dark.text == light.text == "5315"


def test_each_digit_has_its_box_on_the_picture(draw_line) -> None:
    (reading,) = lenet.read(scan(draw_line("5315", 60)))
    for place, digit in enumerate(reading.digits):
        assert digit.digit == int("5315"[place])
        assert digit.box.x + digit.box.width / 2 == pytest.approx(30 + 54 * place + 24, abs=12)
        assert digit.box.height == pytest.approx(66, abs=10)


def test_the_lines_of_a_page_are_read_from_top_to_bottom(draw_line) -> None:
    page = np.full((500, 500), 240, np.uint8)
    for place, text in enumerate(("5315", "268", "77")):
        line = scan(draw_line(text, 40))
        page[20 + 150 * place :, 60:][: line.shape[0], : line.shape[1]] = line
    readings = lenet.read(page)
    assert [reading.text for reading in readings] == ["5315", "268", "77"]
    assert readings[1].box.y > readings[0].box.y + 100


def test_the_boxes_of_a_form_are_read_by_their_names(draw_line) -> None:
    line = scan(draw_line("5315", 40))
    page = np.full((200, 400), 240, np.uint8)
    page[10 : 10 + line.shape[0], 20 : 20 + line.shape[1]] = line
    boxes = {"year": Box(15, 5, 220, 90), "none": Box(250, 100, 100, 80)}
    year, nothing = lenet.read(page, boxes=boxes, grammar="digits")
    assert (year.field, year.text, year.amount) == ("year", "5315", None)
    assert (nothing.field, nothing.text, nothing.accepted) == ("none", "", False)
    assert nothing.reason == "no ink was found"
    with pytest.raises(PictureError, match="expected the box 500,0,10,10 within 400x200"):
        lenet.read(page, boxes={"away": Box(500, 0, 10, 10)})


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_picture_is_a_reading_that_says_so(level: int) -> None:
    (reading,) = lenet.read(np.full((60, 200), level, np.uint8))
    assert (reading.text, reading.accepted, reading.reason) == ("", False, "no ink was found")


def crossed_box(side: int, wide: int, bend: int) -> np.ndarray:
    """A box that two strokes cross out, dark on light grey."""
    picture = np.full((2 * side, 2 * side), 235, np.uint8)
    low, middle, high = side // 2, side + bend, side + side // 2
    for ends in (((low, low), (high, high)), ((high, low), (low, high))):
        path = np.array([ends[0], (middle, middle - bend // 2), ends[1]], np.int32)
        cv2.polylines(picture, [path], False, 35, wide, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("how", [{}, {"length": 1}, {"grammar": "digits"}])
@pytest.mark.parametrize(("side", "wide", "bend"), [(40, 3, 0), (40, 5, 2), (120, 8, -4)])
def test_nothing_is_written_in_a_box_that_is_crossed_out(side, wide, bend, how) -> None:
    (reading,) = lenet.read(crossed_box(side, wide, bend), **how)
    assert (reading.text, reading.accepted) == ("", False)
    assert reading.reason == "no digit: it is crossed out, a dash or another mark"


def test_a_mark_is_read_where_a_pattern_asks_for_one() -> None:
    (reading,) = lenet.read(crossed_box(40, 3, 0), pattern="-")
    assert reading.reason != "no digit: it is crossed out, a dash or another mark"


def test_length_and_pattern_bound_what_is_read(draw_line) -> None:
    picture = scan(draw_line("5315", 40))
    assert lenet.read(picture, length=4)[0].text == "5315"
    assert len(lenet.read(picture, length=3)[0].text) == 3
    assert lenet.read(picture, pattern="[1-9]\\d{3}")[0].text == "5315"
    closed = scan(draw_line("5315-", 40))
    assert lenet.read(closed, pattern="[1-9]\\d{3}")[0].text == "5315"
    with pytest.raises(PatternError):
        lenet.read(picture, pattern="(")
    with pytest.raises(PatternError):
        lenet.read(picture, length=0)
    with pytest.raises(ModelError, match="expected the grammar"):
        lenet.read(picture, grammar="roman")


def test_what_is_accepted_depends_on_the_error_that_is_allowed(draw_line) -> None:
    picture = scan(draw_line("20.244", 40))
    (any_error,), (no_error,) = (lenet.read(picture, max_error=error) for error in (1, 0))
    assert any_error.accepted
    assert any_error.reason == ""
    assert not no_error.accepted
    assert no_error.reason == "not sure enough: for so small an error no reading is"
    (uncalibrated,) = Reader.load().calibrated(Calibration()).read(picture, max_error=0)
    assert uncalibrated.reason == "not sure enough: 100.0 % are needed"
    assert any_error.confidence == no_error.confidence


def test_ink_at_the_border_and_faint_ink_are_warned_of(draw_line) -> None:
    ink = draw_line("5315", 60)
    (cut,) = lenet.read(scan(ink[:, 50:]))
    assert "ink touches the border" in cut.warnings
    (faint,) = lenet.read(np.rint(235 - 30 * ink).astype(np.uint8))
    assert "low contrast" in faint.warnings
    (clear,) = lenet.read(scan(ink))
    assert clear.warnings == ()


def test_an_amount_upside_down_is_noticed(draw_line) -> None:
    picture = np.ascontiguousarray(scan(draw_line("7352", 60))[::-1, ::-1])
    (reading,) = lenet.read(picture)
    assert not reading.accepted
    assert "upside down?" in reading.warnings


def test_every_step_is_shown_on_request(draw_line) -> None:
    steps: list[tuple[str, np.ndarray]] = []
    lenet.read(scan(draw_line("5315", 40)), explain=lambda *step: steps.append(step))
    names = [name for name, _ in steps]
    assert names[0] == "brightness, dark ink on light paper"
    assert any(name.startswith("strip, ") for name in names)
    assert names[-1] == "what was read"
    assert steps[-1][1].shape[2] == 3
    assert all(array.size for _, array in steps)


def test_pages_are_numbered(draw_line, tmp_path: Path) -> None:
    pages = [Image.fromarray(scan(draw_line(text, 40))) for text in ("5315", "268")]
    pages[0].save(tmp_path / "two.tif", save_all=True, append_images=pages[1:])
    readings = lenet.read(tmp_path / "two.tif")
    assert [(one.page, one.text) for one in readings] == [(1, "5315"), (2, "268")]


def test_a_reader_is_saved_and_loaded_whole(draw_line, tmp_path: Path) -> None:
    shipped = Reader.load()
    own = Reader((*shipped.networks, strip_reader(7)), Calibration(offset=-3.0))
    own.save(tmp_path / "own")
    again = Reader.load(tmp_path / "own")
    assert again.calibration == own.calibration
    assert len(again.networks) == len(shipped.networks) + 1
    picture = scan(draw_line("5315", 40))
    assert again.read(picture) == own.read(picture)
    assert again.read(picture)[0].confidence < Reader.load().read(picture)[0].confidence
    with pytest.raises(DataError):
        Reader.load(tmp_path / "none")


def test_reading_twice_gives_the_same(draw_line) -> None:
    picture = scan(draw_line("1234567890", 30))
    assert lenet.read(picture) == lenet.read(picture)


def test_what_is_raised_before_a_box_ends_the_reading(draw_line) -> None:
    boxes = {"first": Box(0, 0, 60, 80), "second": Box(60, 0, 60, 80)}
    seen: list[int] = []

    def leave_before_the_second() -> None:
        seen.append(len(seen))
        if len(seen) == 2:
            raise InterruptedError

    picture = scan(draw_line("53", 40))
    with pytest.raises(InterruptedError):
        lenet.read(picture, boxes=boxes, before_each=leave_before_the_second)
    assert seen == [0, 1]
