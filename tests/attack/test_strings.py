"""Strings from outside that are no text, are too long, or are something else."""

import json

import httpx
import pytest

from .conftest import PNG, Attacked

JSON = {"content-type": "application/json"}
BOUNDARY = "----b"


def form(disposition: bytes, content: bytes, *headers: bytes) -> bytes:
    """A form with one part."""
    head = b"\r\n".join([b"Content-Disposition: form-data" + disposition, *headers])
    edge = b"--" + BOUNDARY.encode()
    return edge + b"\r\n" + head + b"\r\n\r\n" + content + b"\r\n" + edge + b"--\r\n"


FILE = b'; name="file"; filename='
TYPE = f"multipart/form-data; boundary={BOUNDARY}"

NAMES = {
    "half a character": b'"\xed\xa0\x80.png"',
    "no utf-8": b'"\xff\xfe.png"',
    "zero": b'"a\x00.png"',
    "long": b'"' + b"n" * 20_000 + b'"',
    "a path": b'"../../etc/passwd"',
    "nothing": b'""',
    "no quotes": b"a b c",
    "a star": b"x; filename*=utf-8''%ED%A0%80",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_whatever_a_file_is_called_it_is_read(attacked: Attacked, name: bytes) -> None:
    content = form(FILE + name, attacked.digit)
    headers = {"content-type": TYPE}
    for path in ("/api/digit", "/api/read"):
        answer = attacked.client.post(path, content=content, headers=headers)
        assert answer.status_code in (200, 400, 422), answer.text
        json.loads(answer.content.decode("utf-8"))
        assert len(answer.content) < 10_000
    assert attacked.answers()


TYPES = {
    "an unknown charset": TYPE + "; charset=klingon",
    "a charset of bytes": TYPE + "; charset=base64",
    "no boundary": "multipart/form-data",
    "an empty boundary": "multipart/form-data; boundary=",
    "a long boundary": "multipart/form-data; boundary=" + "b" * 5000,
    "a boundary that is no text": "multipart/form-data; boundary=\xff",
    "another boundary": "multipart/form-data; boundary=c",
    "half a type": "multipart/",
    "a long type": "image/" + "x" * 5000,
    "another type": "x" * 5000,
}


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_whatever_a_body_is_said_to_be_it_is_answered(attacked: Attacked, kind: str) -> None:
    headers = {b"content-type": kind.encode("latin-1")}
    for path in ("/api/digit", "/api/read", "/api/train", "/v2/models/modern/infer"):
        content = form(FILE + b'"a.png"', attacked.digit)
        answer = attacked.client.post(path, content=content, headers=headers)
        assert 200 <= answer.status_code < 500, answer.text
        assert len(answer.content) < 10_000


PARTS = {
    "a thousand fields": b"".join(form(b'; name="a"', b"1")[:-7] for _ in range(1000)),
    "a field of bytes": form(b'; name="\xff"', b"\xff"),
    "a part without a name": form(b"", b"1"),
    "a thousand headers": form(FILE + b"a", b"1", *[b"X: 1"] * 1000),
    "a header without end": form(FILE + b"a", b"1", b"X: " + b"x" * 100_000),
    "an unknown encoding": form(FILE + b"a", b"1", b"Content-Transfer-Encoding: x"),
    "only edges": b"--" + (BOUNDARY.encode() + b"\r\n--") * 5000,
    "nearly edges": b"\r\n--" + BOUNDARY.encode()[:-1] * 1000,
    "line ends": b"\r\n" * 20_000,
    "nothing": b"",
}  # fmt: skip


@pytest.mark.parametrize("content", PARTS.values(), ids=PARTS)
def test_a_damaged_form_is_refused_in_one_sentence(attacked: Attacked, content: bytes) -> None:
    answer = attacked.client.post("/api/digit", content=content, headers={"content-type": TYPE})
    assert answer.status_code in (400, 422), answer.text
    assert "\n" not in answer.json()["detail"]
    assert attacked.answers()


QUERIES = {
    "an empty pattern": {"pattern": "()"},
    "a pattern of edges": {"pattern": "^$"},
    "a pattern of nothing or nothing": {"pattern": "||"},
    "a blank": {"pattern": " "},
    "a pattern without end": {"pattern": "(((((((((.*)*)*)*)*)*)*)*)*)*"},
    "a pattern of many texts": {"pattern": "(\\d{9}){9}"},
    "a pattern of counts in counts": {"pattern": "(\\d{0,60}){0,60}"},
    "a pattern of many counts": {"pattern": "\\d{0,99}" * 20},
    "a large count": {"pattern": "\\d{999999999}"},
    "half a pattern": {"pattern": "(["},
    "another script": {"pattern": "٣٤"},
    "half a character": {"pattern": b"\xed\xa0\x80"},
    "a length of nothing": {"length": "0"},
    "a length of text": {"length": "x"},
    "a large length": {"length": "9" * 500},
    "no number": {"max_error": "nan"},
    "a thousand boxes": {"box": ["1,1,5,5"] * 1000},
    "a box of nothing": {"box": "0,0,0,0"},
    "a box far away": {"box": "9" * 300 + ",0,1,1"},
    "a box of words": {"box": "a,b,c,d"},
    "a form of 700 boxes": {"form": json.dumps({str(n): [1, 1, 5, 5] for n in range(700)})},
    "a form of lists": {"form": "[" * 5000},
    "a form of half a character": {"form": '{"\\ud800": [1, 1, 5, 5]}'},
    "a form of bytes": {"form": b"\xff\xfe"},
    "a form of truth": {"form": '{"a": [true, true, true, true]}'},
    "a form of no numbers": {"form": '{"a": [NaN, Infinity, 1e999, 1]}'},
    "a form of large numbers": {"form": '{"a": [%s, 1, 1, 1]}' % ("9" * 5000)},
    "a name of zero": {"form": '{"\\u0000": [1, 1, 5, 5]}'},
}


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_whatever_is_asked_of_a_page_it_is_read_or_refused(
    attacked: Attacked, query: dict[str, object]
) -> None:
    params = httpx.QueryParams(query)  # type: ignore[arg-type]
    answer = attacked.client.post("/api/read", params=params, content=attacked.digit, headers=PNG)
    assert answer.status_code in (200, 422), answer.text
    if answer.status_code == 422:
        assert "\n" not in answer.json()["detail"]
    assert attacked.answers()


@pytest.mark.parametrize(
    "path",
    [
        "/api/networks/%ED%A0%80",
        "/api/networks/%00",
        "/api/networks/..%2f..%2fetc",
        "/api/networks/" + "n" * 20_000,
        "/api/networks/modern/layers/%FF",
        "/v2/models/%ED%A0%80/infer",
        "/page/..%2f..%2fapp.py",
        "/page/%00",
        "/page/" + "a/" * 5000,
        "/%ff",
        "/api/tests?first=" + "9" * 300,
        "/api/tests?truth=%ED%A0%80",
        "/api/tests?count=1e3",
        "/api/digit?network=%ED%A0%80",
        "/api/digit?steps=maybe",
    ],
)
def test_whatever_a_path_says_there_is_an_answer(attacked: Attacked, path: str) -> None:
    for method in ("GET", "POST", "HEAD", "PUT", "OPTIONS", "BREW"):
        answer = attacked.client.request(method, path, content=b"{}", headers=JSON)
        assert 200 <= answer.status_code < 500, (method, answer.text)
