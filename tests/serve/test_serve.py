"""The service as its clients meet it: one digit, strings, maps, networks; and what it refuses."""

import base64
import io
import json

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

import lenet
from lenet.commands.main import main
from lenet.image import prepared
from lenet.reader_training.strip_network import strip_reader
from lenet.reading import Reader
from lenet.serve.edge.browser_policy import POLICY

PNG = {"content-type": "image/png"}


def png(picture: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


def refused(answer, status: int, sentence: str = "") -> str:
    """The sentence of a refusal, which must be whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["title"]
    assert sentence in told["detail"]
    assert "Traceback" not in answer.text
    assert "\n" not in told["detail"]
    return told["detail"]


# One digit


@pytest.mark.parametrize("network", ["modern", "original", "tutorial"])
def test_a_digit_is_answered_as_the_command_answers_it(serve, seven_png, tmp_path, network):
    (tmp_path / "seven.png").write_bytes(seven_png)
    said = CliRunner().invoke(main, ["predict", network, str(tmp_path / "seven.png"), "--json"])
    expected = json.loads(said.stdout)
    told = serve().post(f"/api/digit?network={network}", content=seven_png, headers=PNG).json()
    assert told["network"] == network
    assert told["answer"] == expected["answer"]
    assert told["confidence"] == pytest.approx(expected["confidence"])
    assert told["scores"] == pytest.approx(expected["scores"])
    if network == "original":
        assert min(told["penalties"], key=told["penalties"].get) == told["answer"]
    else:
        assert told["penalties"] is None


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", ""])
def test_a_picture_may_come_as_a_body_of_its_own(serve, seven_png, kind):
    headers = {"content-type": kind} if kind else {}
    assert serve().post("/api/digit", content=seven_png, headers=headers).json()["answer"] == "7"


def test_a_picture_may_come_as_the_file_of_a_form(serve, seven_png):
    files = {"file": ("../../etc/passwd", seven_png)}
    assert serve().post("/api/digit", files=files).json()["answer"] == "7"


def test_the_steps_are_those_of_the_one_door(serve, draw_line):
    picture = png(np.rint(255 - 255 * draw_line("7", 90)).astype(np.uint8))
    told = serve().post("/api/digit?steps=true&network=original", content=picture, headers=PNG)
    made, steps = prepared(picture), told.json()["steps"]
    assert steps["size"] == [made.ink.shape[1], made.ink.shape[0]]
    assert steps["box"] == list(made.box)
    assert steps["corner"] == list(made.corner)
    np.testing.assert_array_equal(steps["scaled"], made.scaled)
    np.testing.assert_array_equal(steps["image"], made.image)
    assert np.shape(steps["input"]) == (32, 32)
    assert np.max(steps["ink"]) == 255


def test_a_picture_without_ink_is_refused(serve):
    empty = png(np.full((50, 50), 255, np.uint8))
    refused(serve().post("/api/digit", content=empty, headers=PNG), 422, "without ink")


# Maps and networks


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_the_maps_are_those_of_the_model(serve, seven_png, network):
    told = serve().post(f"/api/maps?network={network}", content=seven_png, headers=PNG).json()
    model = lenet.load(network)
    given = np.array(told["steps"]["input"], np.float32)[None, :, :, None]
    assert [layer["name"] for layer in told["layers"]] == [layer.name for layer in model.layers]
    for layer, expected in zip(told["layers"], model.maps(given).values(), strict=True):
        found = np.moveaxis(np.array(layer["maps"]), 0, -1)
        np.testing.assert_allclose(found, expected[0], atol=2e-4, rtol=1e-4)


def test_a_units_arithmetic_can_be_done_with_what_the_service_tells(serve, seven_png):
    client = serve()
    told = client.post("/api/maps?network=original", content=seven_png, headers=PNG).json()
    layer = client.get("/api/networks/original/layers/C3").json()
    maps = {one["name"]: np.array(one["maps"]) for one in told["layers"]}
    kernel, bias = np.array(layer["weights"]["kernel"]), np.array(layer["weights"]["bias"])
    table = layer["config"]["connections"]
    unit, row, column = 3, 4, 5
    window = maps["S2"][:, row : row + 5, column : column + 5]
    total = bias[unit] + sum((kernel[unit, k] * window[k]).sum() for k in table[unit])
    assert 1.7159 * np.tanh(2 / 3 * total) == pytest.approx(maps["C3"][unit, row, column], abs=1e-3)
    assert np.array(
        client.get("/api/networks/original/layers/F6").json()["weights"]["kernel"]
    ).shape == (84, 120)


def test_the_networks_are_the_shipped_ones_and_the_users_runs(serve, tiny_run):
    client = serve(runs=tiny_run.parent)
    told = client.get("/api/networks").json()
    by_name = {one["name"]: one for one in told["networks"]}
    assert told["default"] in by_name
    assert {"original", "modern", "tutorial"} <= set(by_name)
    assert "reader" not in by_name
    assert by_name["finished"]["source"] == "run"
    assert by_name["finished"]["epochs"] == 2
    assert by_name["original"]["penalties"]
    assert by_name["original"]["connections"] == 340_908


def test_a_run_can_be_asked_and_is_loaded_again_when_it_was_written_again(
    serve, tiny_run, tmp_path, seven_png
):
    mine = tmp_path / "mine"
    lenet.tutorial(seed=1).save(mine / "net")
    client = serve(runs=mine)
    first = client.post("/api/digit?network=net", content=seven_png, headers=PNG).json()
    lenet.tutorial(seed=2).save(mine / "net")
    second = client.post("/api/digit?network=net", content=seven_png, headers=PNG).json()
    assert first["scores"] != second["scores"]


def test_what_is_no_network_is_not_found_and_is_never_made_a_path(serve, tmp_path, seven_png):
    lenet.tutorial().save(tmp_path / "secret")
    (tmp_path / "runs" / "broken").mkdir(parents=True)
    (tmp_path / "runs" / "broken" / "config.json").write_text("{}")
    client = serve()
    for name in ("none", "../secret", str(tmp_path / "secret"), "broken", "reader", ".", ""):
        answer = client.post("/api/digit", params={"network": name}, content=seven_png, headers=PNG)
        refused(answer, 404, "there is no network")
    refused(client.get("/api/networks/..%2Fsecret"), 404)
    refused(client.get("/api/networks/original/layers/C9"), 404, "has no layer")
    assert len(client.get("/api/networks").json()["networks"]) == 3


# Strings


def test_a_string_is_read_as_the_command_reads_it(serve, draw_line, tmp_path):
    picture = png(np.rint(235 - 200 * draw_line("5315", 50)).astype(np.uint8))
    (tmp_path / "amount.png").write_bytes(picture)
    said = CliRunner().invoke(main, ["read", str(tmp_path / "amount.png"), "--json"])
    (expected,) = map(json.loads, said.stdout.splitlines())
    client = serve()
    (told,) = client.post("/api/read", files={"file": ("amount.png", picture)}).json()["readings"]
    assert told == {**expected, "file": "amount.png"}
    (raw,) = client.post("/api/read", content=picture, headers=PNG).json()["readings"]
    assert raw == {**expected, "file": ""}


def test_the_options_of_the_command_are_taken(serve, draw_line):
    picture = png(np.rint(235 - 200 * draw_line("5315", 50)).astype(np.uint8))
    height, width = draw_line("5315", 50).shape
    client = serve()

    def read(**options):
        answer = client.post("/api/read", params=options, content=picture, headers=PNG)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert read(digits=True)["readings"][0]["amount"] is None
    assert read(length=4)["readings"][0]["text"] == "5315"
    assert read(pattern=r"\d{3}1\d|53\d5")["readings"][0]["text"].startswith("53")
    assert not read(max_error=0)["readings"][0]["accepted"]
    box = f"0,0,{width},{height}"
    assert [one["field"] for one in read(box=[box, box])["readings"]] == ["1", "2"]
    form = json.dumps({"sum": [0, 0, width, height]})
    assert read(form=form)["readings"][0]["field"] == "sum"
    steps = read(explain=True)["steps"]
    with Image.open(io.BytesIO(base64.b64decode(steps[0]["png"]))) as first:
        assert first.size == (width, height)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"pattern": "("}, "pattern"),
        ({"pattern": ""}, "pattern"),
        ({"length": 0}, "length"),
        ({"max_error": 2}, "max_error"),
        ({"max_error": "nan"}, "max_error"),
        ({"box": "1,2"}, "x,y,width,height"),
        ({"box": "9000,9000,3,3"}, "within"),
        ({"form": "{"}, "JSON"),
        ({"form": "{}", "box": "0,0,9,9"}, "leave out box"),
        ({"form": "[" * 10_000}, "JSON"),
    ],
)
def test_options_that_cannot_be_used_are_refused(serve, seven_png, options, sentence):
    answer = serve().post("/api/read", params=options, content=seven_png, headers=PNG)
    refused(answer, 422, sentence)


def test_ones_own_reader_is_used(serve, seven_png, tmp_path):
    Reader((strip_reader(seed=3),)).save(tmp_path / "reader")
    client = serve(reader=tmp_path / "reader")
    assert client.post("/api/read", content=seven_png, headers=PNG).status_code == 200
    assert client.service.reader.networks[0].seed == 3


# What is refused


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

    monkeypatch.setattr(client.service.shelf, "get", broken)
    answer = client.post("/api/digit", content=seven_png, headers=PNG)
    assert "secret" not in refused(answer, 500)
    assert "the secret reason" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert 'status="500"' in client.get("/metrics").text


# What it tells of itself


def test_every_answer_has_the_headers_that_keep_a_browser_safe(serve):
    client = serve()
    for path in ("/docs", "/api/networks", "/nothing"):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
    assert "unsafe" not in POLICY


def test_the_description_is_shown_without_anything_from_elsewhere(serve):
    client = serve()
    page = client.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert "<script" not in page.text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page.text
    assert client.get("/docs/style.css").headers["content-type"].startswith("text/css")


def test_requests_are_counted_and_timed_for_prometheus(serve, seven_png):
    client = serve()
    client.post("/api/digit", content=seven_png, headers=PNG)
    client.get("/made-up")
    told = client.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'lenet_requests_total{method="POST",route="/api/digit",status="200"} 1.0' in told.text
    assert 'lenet_request_seconds_count{route="/api/digit"} 1.0' in told.text
    assert "made-up" not in told.text
    assert "lenet_training 0.0" in told.text


def test_the_access_log_tells_each_request_but_not_what_was_asked(serve, seven_png, capsys):
    client = serve(access_log=True)
    client.post("/api/read?pattern=123", content=seven_png, headers=PNG)
    client.close()
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert told["path"] == "/api/read"
    assert told["status"] == 200
    assert told["bytes"] > 0
    assert told["milliseconds"] > 0
    assert "123" not in line


def test_the_files_of_a_page_are_served_if_they_are_there(serve, tmp_path, monkeypatch):
    page = tmp_path / "page"
    page.mkdir()
    (page / "index.html").write_text("<!doctype html><title>lenet</title>")
    (page / "draw.js").write_text("export {};")
    monkeypatch.setattr("lenet.serve.app.PAGE", page)
    client = serve(token="a word")
    assert "<title>lenet</title>" in client.get("/").text
    script = client.get("/page/draw.js")
    assert "javascript" in script.headers["content-type"]
    assert script.headers["cache-control"] == "no-cache"
    assert script.headers["content-security-policy"] == POLICY
    refused(client.get("/page/../conftest.py"), 404)
    refused(client.get("/page/%2e%2e/secret"), 404)
