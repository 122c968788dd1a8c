"""The boxes of a form: as typed and as JSON; anything else is one sentence that names it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenet.errors import DataError
from lenet.pictures.boxes import Box
from lenet.reading.form import LARGEST_FORM, numbered, parse_box, parse_form, read_form

ODD = st.none() | st.booleans() | st.integers() | st.floats() | st.characters()
JSON = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def test_a_box_is_four_numbers():
    assert parse_box("1,2,30,40") == Box(1, 2, 30, 40)
    assert parse_box(" 1, 2, 30, 40") == Box(1, 2, 30, 40)


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "-1,2,3,4", "1,2,0,4", "1.5,2,3,4", "1,2,3,9999999"],
)
def test_what_is_no_box_is_refused(text):
    with pytest.raises(DataError, match=r"expected x,y,width,height .* received"):
        parse_box(text)


def test_boxes_without_names_are_numbered():
    assert list(numbered([Box(1, 2, 3, 4), Box(1, 2, 3, 4)])) == ["1", "2"]


def test_a_form_keeps_its_order(tmp_path):
    path = tmp_path / "form.json"
    path.write_text('{"b": [1, 2, 3, 4], "a": [5, 6, 7, 8]}')
    assert list(read_form(path).items()) == [("b", Box(1, 2, 3, 4)), ("a", Box(5, 6, 7, 8))]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not the JSON of a form"),
        (b"[1, 2, 3, 4]", "expected 1 to 1000 boxes"),
        (b"{}", "expected 1 to 1000 boxes"),
        (b'{"a": [1, 2, 3]}', "'a': expected x,y,width,height"),
        (b'{"a": [1, 2, 3, true]}', "received [1, 2, 3, true]"),
        (b'{"a": [1, 2, 3, 4.0]}', "received [1, 2, 3, 4.0]"),
        (b'{"a": [1, 2, 0, 4]}', "width and height from 1"),
        (b'{"a": "1,2,3,4"}', "received"),
        (b'{"a": [1, 2, 3, 4], "a": [5, 6, 7, 8]}', "stands there twice"),
        (b"\xff", "is not the JSON of a form"),
        (b'{"": [1, 2, 3, 4]}', "a box's name of 1 to 200 characters"),
        (b'{"%s": [1, 2, 3, 4]}' % (b"n" * 201), "a box's name of 1 to 200 characters"),
        (b'{"a\\ud800": [1, 2, 3, 4]}', "half of a surrogate pair"),
        (b'{"\xed\xa0\x80": [1, 2, 3, 4]}', "can't decode byte"),
        (b'{"a": ["\\ud800", 2, 3, 4]}', "half of a surrogate pair"),
        (b'{"a": [%s, 2, 3, 4]}' % (b"9" * 5000), "is not the JSON of a form"),
        (b'{"a": [NaN, 2, 3, 4]}', "received [NaN, 2, 3, 4]"),
        (b"[" * 100_000, "is not the JSON of a form"),
        (b" " * (LARGEST_FORM + 1), "at most"),
    ],
)
def test_what_is_no_form_is_refused_with_its_name(content, sentence, tmp_path):
    path = tmp_path / "form.json"
    path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        read_form(path)
    assert sentence in str(refused.value)
    assert str(path) in str(refused.value)


def test_a_form_may_have_fewer_boxes_where_less_are_allowed():
    form = json.dumps({str(number): [1, 2, 3, 4] for number in range(5)})
    assert len(parse_form(form, "form", 5)) == 5
    with pytest.raises(DataError, match="form: expected 1 to 4 boxes"):
        parse_form(form, "form", 4)


def test_the_longest_name_is_taken():
    assert list(parse_form(f'{{"{"é" * 200}": [1, 2, 3, 4]}}', "form")) == ["é" * 200]


@settings(max_examples=300)
@given(st.binary(max_size=40) | JSON.map(lambda made: json.dumps(made).encode()))
def test_whatever_a_form_holds_it_is_boxes_or_one_sentence(content):
    boxes, sentence = {}, ""
    try:
        boxes = parse_form(content, "form")
    except DataError as refused:
        sentence = str(refused)
    assert bool(boxes) != bool(sentence.encode())
    for name, box in boxes.items():
        assert name.encode()
        assert isinstance(box, Box)


def test_a_form_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"absent.json: No such file"):
        read_form(tmp_path / "absent.json")
