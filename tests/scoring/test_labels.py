"""labels.csv, folders called by digits, and who read right."""

from decimal import Decimal

import pytest

from lenet.errors import DataError
from lenet.pictures.boxes import Box
from lenet.reading import Reading, Row
from lenet.scoring.labels import judge, read_labels


def labelled(folder, content):
    (folder / "labels.csv").write_text(content, encoding="utf-8")
    return read_labels(folder)


def reading(text, amount=None, confidence=0.9, accepted=True):
    return Reading(text, amount, confidence, accepted, "", Box(0, 0, 1, 1))


def right(label, *readings):
    return judge(label, Row(label.file.name, list(readings))).right


def test_files_are_named_from_the_folder_on(tmp_path):
    found = labelled(tmp_path, "boxes,file,amount\n,images/a.jpg,5315\n\n,b.jpg,7\n")
    assert found.kind == "amount"
    assert [label.file.name for label in found.labels] == ["images/a.jpg", "b.jpg"]
    assert found.labels[0].file.picture == tmp_path / "images" / "a.jpg"
    assert [label.digits for label in found.labels] == ["5315", "7"]


@pytest.mark.parametrize(
    ("column", "grammar", "length"),
    [("amount", "amount", None), ("text", "digits", None), ("digit", "digits", 1)],
)
def test_a_column_says_how_the_pictures_are_read(column, grammar, length, tmp_path):
    asked = labelled(tmp_path, f"file,{column}\na.png,7\n").read_options(0.02)
    assert (asked.grammar, asked.length, asked.max_error) == (grammar, length, 0.02)


def test_amounts_of_digits_alone_are_compared_digit_by_digit(tmp_path):
    (label,) = labelled(tmp_path, "file,amount\na.png,5315\n").labels
    assert right(label, reading("5315", Decimal("53.15")))
    assert not right(label, reading("05315", Decimal("5315")))


def test_amounts_with_a_decimal_point_are_compared_as_amounts(tmp_path):
    (label,) = labelled(tmp_path, "file,amount\na.png,5315.00\n").labels
    assert right(label, reading("5315", Decimal("5315.00")))
    assert right(label, reading("531500", Decimal("5315")))
    assert not right(label, reading("531500", Decimal("53.15")))
    assert not right(label, reading("531500"))
    assert label.digits == "531500"


def test_the_digits_of_a_text_are_compared(tmp_path):
    (label,) = labelled(tmp_path, "file,text\na.png,24.12.1998\n").labels
    assert right(label, reading("24121998"))


def test_lines_found_apart_are_one_string_as_sure_as_the_least_sure(tmp_path):
    (label,) = labelled(tmp_path, "file,text\na.png,1234\n").labels
    row = Row(
        "a.png", [reading("12", confidence=0.9), reading(""), reading("34", None, 0.5, False)]
    )
    found = judge(label, row)
    assert (found.read, found.right, found.confidence, found.accepted) == ("1234", True, 0.5, False)


def test_nothing_read_is_rejected_and_not_right(tmp_path):
    (label,) = labelled(tmp_path, "file,text\na.png,1234\n").labels
    found = judge(label, Row("a.png", [reading("", confidence=1.0)]))
    assert (found.read, found.right, found.confidence, found.accepted) == ("", False, 0.0, False)
    missing = judge(label, Row("a.png", error="a.png: no such file"))
    assert (missing.right, missing.accepted, missing.error) == (False, False, "a.png: no such file")


def test_folders_called_by_digits_are_labels(draw, tmp_path):
    for name in ("x/anna/7/a.png", "x/1/b.png", "x/notes/c.png", "x/7/.hidden.png"):
        draw(name)
    found = read_labels(tmp_path / "x")
    assert found.kind == "digit"
    assert [(label.file.name, label.digits) for label in found.labels] == [
        ("1/b.png", "1"),
        ("anna/7/a.png", "7"),
    ]
    draw("x/42/d.png")
    assert read_labels(tmp_path / "x").kind == "text"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "received none"),
        ("a,b\n", "received a, b"),
        ("file,amount,text\n", "one of amount, text or digit"),
        ("file,digit\n", "the heading alone"),
        ("file,digit\na.png,12\n", "line 2: expected a file and one digit, received 'a.png', '12'"),
        ("file,digit\na.png,1\na.png\n", "line 3"),
        ("file,amount\na.png,1.234\n", "an amount, 25574 or 255.74 for example, received"),
        ("file,amount\n,12\n", "expected a file"),
        ("file,text\na.png,none\n", "a text with digits"),
        ("file,text\na.png,٣\n", "a text with digits"),
    ],
)
def test_labels_that_cannot_be_understood_are_refused_with_their_line(content, sentence, tmp_path):
    with pytest.raises(DataError) as refused:
        labelled(tmp_path, content)
    assert sentence in str(refused.value)
    assert str(tmp_path / "labels.csv") in str(refused.value)


def test_a_folder_without_labels_says_what_was_expected(tmp_path):
    with pytest.raises(DataError, match=r"expected a labels.csv with the columns file and amount"):
        read_labels(tmp_path)
    with pytest.raises(DataError, match="No such file"):
        read_labels(tmp_path / "absent")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "labels.csv").write_bytes(b"file,digit\n\xff.png,1\n")
    with pytest.raises(DataError, match="UTF-8"):
        read_labels(tmp_path)


def test_a_picture_that_is_labelled_twice_shows_its_ink(draw, tmp_path):
    draw("a.png")
    found = labelled(tmp_path, "file,digit\na.png,1\na.png,2\n")
    for label in found.labels:
        assert found.ink_of(judge(label, Row("a.png", [reading("1")]))).any()
