"""What a decoder answers is checked: whoever has taken it over cannot reach its parent."""

import json

import numpy as np
import pytest

from lenet.errors import PictureError
from lenet.pictures.decoders import decoder as module
from lenet.pictures.decoders.decoder import LONGEST_ANSWER, DecoderError, EncodedFile
from lenet.pictures.decoders.messages import LENGTH
from lenet.pictures.decoders.pool import DecoderPool
from lenet.pictures.limits import Limits

from ..hostile import fake_decoder


class Asked:
    """Asks a decoder for a page and gets an answer that the test has written."""

    def __init__(self, monkeypatch):
        self.monkeypatch, self.pool = monkeypatch, DecoderPool()
        self.file = EncodedFile(b"a file", "FILE: ", Limits(side=100, pixels=1000))

    def __call__(self, answer, then="pass"):
        self.monkeypatch.setattr(module, "START", fake_decoder(answer, then))
        with self.pool.lent(self.file) as decoder:
            decoder.open(self.file)
            return decoder.page()


@pytest.fixture
def answered(monkeypatch):
    asked = Asked(monkeypatch)
    yield asked
    asked.pool.close()


def kept(answered):
    """Whether the decoder that was asked is one that may be asked again."""
    return bool(answered.pool._idle)


def packed(answer):
    text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return LENGTH.pack(len(text)) + text


@pytest.mark.parametrize(
    "answer",
    [
        LENGTH.pack(2**32 - 1),
        LENGTH.pack(LONGEST_ANSWER + 1) + bytes(LONGEST_ANSWER + 1),
        packed(b""),
        packed(b"\x80\x04K\x01."),  # a pickle
        packed(b"[" * 5000),
        packed(b"9" * 5000),
        packed([]),
        packed("end"),
        packed({"end": 1}),
        packed({"error": 5}),
        packed({"height": "9", "width": 9}),
        packed({"height": 9.0, "width": 9}),
        packed({"height": 0, "width": 9}),
        packed({"height": -9, "width": -9}),
    ],
)
def test_an_answer_that_is_none_ends_the_decoder(answered, answer):
    with pytest.raises(DecoderError, match="expected a page that can be decoded"):
        answered(answer)
    assert not kept(answered)


@pytest.mark.parametrize(("height", "width"), [(101, 1), (1, 10**30), (50, 50)])
def test_a_page_beyond_the_limits_is_refused_before_it_has_memory(answered, height, width):
    with pytest.raises(PictureError, match=rf"^FILE: .* received {width}x{height}$"):
        answered(packed({"height": height, "width": width}))
    assert not kept(answered)


def test_a_page_that_is_cut_short_ends_the_decoder(answered):
    with pytest.raises(DecoderError, match=r"the decoder ended at it \(status 4\)"):
        answered(packed({"height": 9, "width": 9}) + bytes(161), "sys.exit(4)")
    assert not kept(answered)


def test_whoever_says_more_than_a_page_is_not_asked_again(answered):
    page = packed({"height": 2, "width": 1}) + b"\1\0\2\0"
    np.testing.assert_array_equal(answered(page), [[1], [2]])
    assert kept(answered)
    answered.pool.close()
    answered(page + b"\0\0\0\2{}")
    assert not kept(answered)


def test_a_sentence_is_one_line_that_can_be_printed(answered):
    with pytest.raises(PictureError) as refused:
        answered(packed({"error": "no\npicture\x1b[2J \ud800"}))
    assert str(refused.value) == "FILE: no picture [2J  "
    assert kept(answered)
