"""From the texts that a line could be to its reading: where each digit ends, what is accepted."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from lenet.pictures.boxes import Box
from lenet.reading.calibration.confidence import Calibration
from lenet.reading.lines.fields import Field
from lenet.reading.lines.line import Line
from lenet.reading.result import Reading
from lenet.reading.strips.guesses import Guess
from lenet.reading.verdict import verdict

SURE = Calibration()
Ink = NDArray[np.uint8]


def guess(text: str, middles: tuple[float, ...], probability: float = 1.0) -> Guess:
    """A text whose symbols stand about these columns."""
    candidate = SimpleNamespace(
        text=text,
        digits="".join(sign for sign in text if sign.isdigit()),
        shares=(1.0,) * len(text),
        meaning=0,
    )
    made: Any = SimpleNamespace(
        candidate=candidate, middles=middles, reach=30.0, probability=probability
    )
    return cast(Guess, made)


def columns_of_ink(*counts: tuple[int, int, int]) -> Ink:
    """A mask of 20 rows: (first column, one past the last, how many of the rows are ink)."""
    mask = np.zeros((20, 60), np.uint8)
    for begin, end, rows in counts:
        mask[:rows, begin:end] = 1
    return mask


def reading_of(mask: Ink, *guesses: Guess, least: float = 0.0, **line: float) -> Reading:
    plane = mask.astype(np.float32)
    box = Box(100, 50, mask.shape[1], len(mask))
    full, stroke, top = line.get("full", 1.0), line.get("stroke", 3.0), line.get("top", 0.0)
    field = Field(box, Line(box, plane, plane, mask, stroke, full, top, 20.0))
    sure = guesses[0].probability if guesses else 0.0
    wanted = "5 digits"
    return verdict(field, guesses, SURE, sure=sure, least=least, is_amount=False, wanted=wanted)


def columns(reading: Reading) -> list[tuple[int, int]]:
    return [(one.box.x - 100, one.box.x - 100 + one.box.width) for one in reading.digits]


def test_a_wide_digit_before_a_mark_that_touches_it_is_not_cut_inside() -> None:
    nought = (5, 10, 16), (10, 22, 2), (22, 28, 16), (28, 31, 3), (31, 36, 5)
    found = reading_of(columns_of_ink(*nought), guess("0.", (16.5, 33.5)))
    ((begin, end),) = columns(found)
    assert begin == 5
    assert 28 <= end <= 31


def test_a_wide_digit_behind_a_mark_that_touches_it_is_not_cut_inside() -> None:
    nought = (5, 10, 5), (10, 13, 3), (13, 18, 16), (18, 30, 2), (30, 35, 16)
    found = reading_of(columns_of_ink(*nought), guess("-0", (7.5, 24.0)))
    ((begin, end),) = columns(found)
    assert 10 <= begin <= 13
    assert end == 35


def test_neighbouring_digits_part_anywhere_between_their_middles() -> None:
    narrow = (10, 14, 16), (14, 20, 2), (20, 40, 16)
    found = reading_of(columns_of_ink(*narrow), guess("10", (12.0, 30.0)))
    assert columns(found) == [(10, 19), (19, 40)]  # of equals, the nearest half way


def test_neighbours_do_not_part_close_to_the_middle_of_either() -> None:
    hollow = (10, 18, 16), (18, 22, 1), (22, 30, 16), (30, 32, 4), (32, 46, 16)
    found = reading_of(columns_of_ink(*hollow), guess("81", (20.0, 40.0)))
    assert columns(found) == [(10, 30), (30, 46)]


def test_a_reading_that_is_exactly_as_sure_as_is_needed_is_accepted() -> None:
    mask = columns_of_ink((5, 15, 16))
    certain = reading_of(mask, guess("1", (10.0,), 0.75), least=0.0).confidence
    just = reading_of(mask, guess("1", (10.0,), 0.75), least=certain)
    assert just.accepted
    assert just.reason == ""
    missed = reading_of(mask, guess("1", (10.0,), 0.75), least=float(np.nextafter(certain, 2)))
    assert not missed.accepted
    assert missed.reason.startswith("not sure enough: ")


def test_what_is_hardly_any_text_that_was_asked_for_is_said_not_to_look_like_one() -> None:
    mask = columns_of_ink((5, 15, 16))
    pale = guess("1", (10.0,), 0.1), guess("7", (10.0,), 0.09)
    found = reading_of(mask, *pale, least=2.0)
    assert found.reason == "what is there does not look like 5 digits"
    likelier = reading_of(mask, *pale, guess("4", (10.0,), 0.02), least=2.0)
    assert likelier.reason.startswith("not sure enough: ")


def test_up_to_five_other_texts_are_told_and_none_that_is_less_likely_than_one_in_a_thousand() -> (
    None
):
    mask = columns_of_ink((5, 15, 16))
    many = [guess(str(sign), (10.0,), 0.5 / 2**sign) for sign in range(8)]
    assert [one.text for one in reading_of(mask, *many).runners_up] == ["1", "2", "3", "4", "5"]
    few = [guess("1", (10.0,), 0.9), guess("7", (10.0,), 0.001), guess("4", (10.0,), 0.00099)]
    assert [one.text for one in reading_of(mask, *few).runners_up] == ["7"]


@pytest.mark.parametrize(
    ("what", "line", "other"),
    [
        ("low contrast", {"full": 0.149}, {"full": 0.15}),
        ("strokes are very thin", {"stroke": 1.49}, {"stroke": 1.5}),
        ("strokes are very thin", {"stroke": 1.9, "top": -30.0}, {"stroke": 2.0, "top": -30.0}),
    ],
)
def test_each_warning_has_its_threshold(
    what: str, line: dict[str, float], other: dict[str, float]
) -> None:
    mask = np.pad(columns_of_ink((5, 15, 16)), 1)
    one = guess("1", (11.0,))
    assert reading_of(mask, one, least=0.0, **line).warnings == (what,)
    assert reading_of(mask, one, least=0.0, **other).warnings == ()


def test_ink_at_the_border_is_more_than_a_stroke_is_wide() -> None:
    for inked, told in ((3, ()), (4, ("ink touches the border",))):
        mask = np.zeros((20, 60), np.uint8)
        mask[:10, 20 : 20 + inked] = 1
        assert reading_of(mask, guess("1", (21.0,))).warnings == told
