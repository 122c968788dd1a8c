"""The networks that can be asked: the shipped ones and the user's runs."""

import lenet

from .service_client import PNG, refused


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
