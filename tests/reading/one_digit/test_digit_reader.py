"""One digit or not: what is answered, why, how sure, and that MNIST's own images stand."""

import numpy as np
import pytest

import lenet
from lenet.errors import DataError, PictureError
from lenet.reading import DigitReader


def page_of(ink: np.ndarray, paper: float = 215, depth: float = 180) -> np.ndarray:
    """Ink, 0 to 1, on paper with a margin."""
    framed = np.pad(ink, 16)
    return (paper - depth * framed).astype(np.uint8)


def test_a_digit_is_read_whatever_its_light_polarity_and_size(draw_line):
    plain = page_of(draw_line("7", 60))
    shaded = (plain * np.linspace(1, 0.45, plain.shape[1])).astype(np.uint8)
    large = np.kron(plain, np.ones((6, 6), np.uint8))
    small = plain[::3, ::3]
    for page in (plain, 255 - plain, shaded, large, small):
        reading = lenet.read_digit(page)
        assert (reading.answer, reading.reason, reading.seen) == ("7", "", "")
        assert reading.confidence > 0.9


@pytest.mark.parametrize("network", ["modern", "original", "tutorial"])
def test_several_digits_are_not_one_and_are_told(draw_line, network):
    reading = lenet.read_digit(page_of(draw_line("274", 60)), network)
    assert (reading.answer, reading.reason, reading.seen) == (None, "several digits", "274")
    assert reading.confidence > 0.9


def test_digits_far_apart_are_several(draw_line):
    two, seven = (draw_line(one, 40) for one in "27")
    page = np.zeros((300, 200))
    page[20 : 20 + two.shape[0], 20 : 20 + two.shape[1]] = two
    page[220 : 220 + seven.shape[0], 100 : 100 + seven.shape[1]] = seven
    reading = lenet.read_digit(page_of(page))
    assert (reading.answer, reading.seen) == (None, "2 7")


def test_paper_has_no_ink():
    reading = lenet.read_digit(np.full((90, 60), 240, np.uint8))
    assert (reading.answer, reading.reason, reading.scores) == (None, "no ink was found", {})
    assert 0.5 < reading.confidence < 1


def test_a_line_and_a_cross_are_told_as_what_they_are():
    line = np.zeros((60, 60))
    line[28:32, 4:56] = 1
    assert lenet.read_digit(page_of(line)).reason == "a line"
    cross = np.maximum(np.eye(60), np.eye(60)[::-1])
    cross = np.maximum.reduce([np.roll(cross, shift, 1) for shift in range(4)])
    assert lenet.read_digit(page_of(cross)).reason == "a letter or another mark"


def test_images_of_mnist_stand_as_they_are_and_none_is_refused(mnist):
    images, labels = (part[:200] for part in mnist.test)
    reader = DigitReader.load("modern")
    for image in images:
        reading = reader.read(image)
        assert reading.looked_at is None
        assert reading.answer is not None
        assert reading.prepared is not None
        np.testing.assert_array_equal(reading.prepared.image, image)
    assert sum(reader.read(a).answer == str(b) for a, b in zip(images, labels, strict=True)) > 197


def test_a_network_of_other_classes_always_answers(draw_line):
    reader = DigitReader(lenet.load("tutorial"), tuple("abcdefghij"))
    reading = reader.read(page_of(draw_line("27", 60)))
    assert reading.answer in tuple("abcdefghij")
    assert reading.looked_at is None


def test_a_network_without_a_calibration_takes_its_score_at_its_word(draw_line):
    reading = DigitReader(lenet.load("tutorial")).read(page_of(draw_line("7", 60)))
    expected = reading.one * reading.score
    assert reading.confidence == pytest.approx(expected, abs=2e-4)


def test_what_cannot_be_opened_is_an_error_and_no_result(tmp_path):
    with pytest.raises(PictureError):
        lenet.read_digit(tmp_path / "none.png")
    with pytest.raises(DataError):
        lenet.read_digit(np.zeros((9, 9), np.uint8), tmp_path)
