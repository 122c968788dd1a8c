"""What is refused, and that it is told in one sentence."""

import pytest

from .service_client import PNG, refused


def test_what_is_no_picture_is_refused_in_one_sentence(serve):
    client = serve()
    for content in (b"", b"hello", b"\x89PNG\r\n\x1a\n" + bytes(50), b"%PDF-1.7 nothing"):
        for where in ("/api/digit", "/api/maps", "/api/read"):
            refused(client.post(where, content=content, headers=PNG), 422, "expected")


def test_a_picture_may_come_as_curl_sends_it_when_it_is_told_no_type(serve, seven_png):
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert serve().post("/api/digit", content=seven_png, headers=headers).json()["answer"] == "7"


def test_another_kind_of_body_is_refused(serve):
    headers = {"content-type": "text/html; charset=utf-8"}
    refused(serve().post("/api/digit", content=b"<p>", headers=headers), 415, "image/*")


@pytest.mark.parametrize(
    ("content", "boundary", "status"),
    [
        (b"", "; boundary=x", 422),
        (b"rubbish", "; boundary=x", 400),
        (b"--x\r\n\r\nno name\r\n--x--\r\n", "; boundary=x", 400),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
            "; boundary=x",
            422,
        ),
        (b"--x--\r\n", "", 400),
    ],
)
def test_a_form_without_a_file_is_refused(serve, content, boundary, status):
    headers = {"content-type": f"multipart/form-data{boundary}"}
    refused(serve().post("/api/read", content=content, headers=headers), status, "form")


def test_what_is_not_there_and_what_is_not_done_are_told_as_problems(serve):
    client = serve()
    refused(client.get("/api/nothing"), 404)
    answer = client.get("/api/digit")
    refused(answer, 405)
    assert answer.headers["allow"] == "POST"


def test_a_failure_of_the_service_is_one_sentence_and_is_counted(
    serve, seven_png, monkeypatch, caplog
):
    client = serve()

    def broken(name):
        raise RuntimeError("the secret reason")

    monkeypatch.setattr(client.service.networks, "get", broken)
    answer = client.post("/api/digit", content=seven_png, headers=PNG)
    assert "secret" not in refused(answer, 500)
    assert "the secret reason" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert 'status="500"' in client.get("/metrics").text
