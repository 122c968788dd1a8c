"""Who is let in: by which name, from which page, with which token; and where it listens."""

import pytest

from lenet.errors import LenetError
from lenet.serve import Settings
from lenet.serve.edge.host_names import is_loopback

from .service_client import PNG, all_of, connected, refused


@pytest.mark.parametrize(
    "host", ["127.0.0.1:80", "localhost", "LOCALHOST:9", "[::1]:8000", "10.1.2.3", "my.name:1"]
)
def test_it_is_spoken_to_by_its_own_names_and_by_numbers(serve, host):
    client = serve(names=("My.name",))
    assert client.get("/v2", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil", "", "[", ":"]
)
def test_a_foreign_name_that_points_here_is_refused(serve, host):
    refused(serve().get("/v2", headers={"host": host}), 403, "Host")


def test_two_hosts_are_refused(serve):
    with connected(serve()) as other:
        other.sendall(b"GET /v2 HTTP/1.0\r\nHost: localhost\r\nHost: localhost\r\n\r\n")
        assert all_of(other).startswith((b"HTTP/1.1 400", b"HTTP/1.1 403"))


def test_a_page_elsewhere_cannot_drive_it(serve, seven_png):
    client = serve()
    own = f"http://{client.base_url.netloc.decode()}"
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1", "file://", own + ".evil"):
        headers = PNG | {"origin": origin}
        refused(client.post("/api/digit", content=seven_png, headers=headers), 403, "page")
        refused(client.post("/api/train/stop", headers={"origin": origin}), 403, "page")
    answer = client.post("/api/digit", content=seven_png, headers=PNG | {"origin": own})
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers


def test_a_preflight_of_another_page_is_not_granted(serve):
    headers = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    refused(serve().options("/api/digit", headers=headers), 403)


def test_with_a_token_nothing_is_answered_without_it_but_health_and_description(serve, seven_png):
    client = serve(token="open sesame")
    for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": "open sesame"}):
        answer = client.post("/api/digit", content=seven_png, headers=PNG | headers)
        refused(answer, 401, "token")
        assert answer.headers["www-authenticate"] == "Bearer"
        for path in ("/api/networks", "/v2", "/v2/models/modern", "/metrics", "/api/train/events"):
            refused(client.get(path, headers=headers), 401)
    for path in ("/v2/health/live", "/v2/health/ready", "/docs", "/openapi.json"):
        assert client.get(path).status_code == 200
    shown = PNG | {"authorization": "Bearer open sesame"}
    assert client.post("/api/digit", content=seven_png, headers=shown).status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.7", "example.org"])
def test_it_does_not_listen_to_other_machines_without_a_token(host):
    with pytest.raises(LenetError, match="needs a token"):
        Settings(host=host).check()
    Settings(host=host, token="x").check()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_on_this_machine_it_needs_none(host):
    assert is_loopback(host)
    Settings(host=host).check()
