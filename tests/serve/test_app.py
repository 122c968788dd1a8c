"""What the service tells of itself: headers, description, metrics, access log, the page."""

import json

from lenet.serve.edge.browser_policy import POLICY

from .service_client import PNG, refused


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
    assert "pattern" not in line
    assert "image/png" not in line


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
