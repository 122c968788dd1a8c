"""The networks that can be asked: the shipped ones and the user's runs."""

import json
import os
import shutil
from threading import Event, Thread

import pytest

import lenet
from lenet.errors import LenetError
from lenet.models.loading import load_folder
from lenet.models.storage import CONFIG, WEIGHTS
from lenet.serve import Settings
from lenet.serve.answers import available_network, available_networks
from lenet.serve.answers.available_networks import AvailableNetworks

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


# Folders with which something is wrong


def spoil_name(folder):
    os.rename(folder, os.fsencode(folder.parent) + b"/\xff\xfe")


def as_pipe(name):
    def spoil(folder):
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return spoil


def as_loop(folder):
    (folder / CONFIG).unlink()
    (folder / CONFIG).symlink_to(CONFIG)


def as_folder(folder):
    (folder / CONFIG).unlink()
    (folder / CONFIG).mkdir()


def loop_of_folders(folder):
    shutil.rmtree(folder)
    folder.symlink_to(folder.name)


def as_device(folder):
    (folder / CONFIG).unlink()
    (folder / CONFIG).symlink_to("/dev/zero")


def as_huge_file(folder):
    with (folder / CONFIG).open("wb") as file:
        file.truncate(2**40)


def with_config(**changes):
    def spoil(folder):
        config = json.loads((folder / CONFIG).read_text())
        (folder / CONFIG).write_text(json.dumps({**config, **changes}))

    return spoil


DEEP = json.loads("[" * 90 + "]" * 90)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (spoil_name, "expected a name in UTF-8"),
        (as_pipe(CONFIG), "it is a pipe, a device or a socket"),
        (as_device, "it is a pipe, a device or a socket"),
        (as_loop, "Too many levels of symbolic links"),
        (as_folder, "Is a directory"),
        (loop_of_folders, "Too many levels of symbolic links"),
        (as_huge_file, "at most 1000000 bytes"),
        (lambda folder: (folder / CONFIG).write_bytes(b"\xff"), "is not JSON"),
        (lambda folder: (folder / CONFIG).write_text("[" * 100_000), "is not JSON"),
        (with_config(layers=[{"type": "Dense"}]), "missing 1 required"),
        (with_config(classes=["\ud800"]), "half of a surrogate pair"),
        (with_config(result={"errors": DEEP}), "levels deep"),
    ],
)
def test_one_bad_folder_is_told_once_and_all_others_are_listed(
    serve, tmp_path, caplog, spoil, sentence
):
    for name in ("bad", "good"):
        lenet.tutorial().save(tmp_path / "mine" / name)
    spoil(tmp_path / "mine" / "bad")
    client = serve(runs=tmp_path / "mine")
    for _ in range(2):
        answer = client.get("/api/networks")
        assert answer.status_code == 200
        names = [one["name"] for one in answer.json()["networks"]]
        assert names == ["good", "modern", "original", "tutorial"]
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert len(told) == 1
    assert told[0].startswith("passed over '")
    assert sentence in told[0]
    refused(client.get("/api/networks/bad"), 404, "there is no network")


def test_what_is_in_a_description_and_of_no_use_harms_nobody(serve, tmp_path):
    lenet.tutorial().save(tmp_path / "mine" / "odd", record={"result": {"errors": 10**299}})
    client = serve(runs=tmp_path / "mine")
    assert client.get("/api/networks").json()["networks"][0]["result"] == {"errors": 10**299}


def test_weights_that_are_a_pipe_are_not_waited_for(serve, tmp_path, seven_png):
    lenet.tutorial().save(tmp_path / "mine" / "net")
    as_pipe(WEIGHTS)(tmp_path / "mine" / "net")
    client = serve(runs=tmp_path / "mine")
    refused(client.get("/api/networks/net"), 404, "there is no network")


def test_what_goes_wrong_in_an_unforeseen_way_is_told_too(tmp_path, monkeypatch, caplog):
    lenet.tutorial().save(tmp_path / "net")
    networks = AvailableNetworks(tmp_path)

    def fail(name, source, folder):
        if name == "net":
            raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr(available_networks, "without_weights", fail)
    assert networks.all() == []
    (told,) = (record.getMessage() for record in caplog.records)
    assert told == f"passed over {str(tmp_path / 'net')!r}: ZeroDivisionError: by\\nzero"


def test_while_one_network_is_loaded_another_is_given(tmp_path, monkeypatch):
    for name in ("slow", "quick"):
        lenet.tutorial().save(tmp_path / name)
    networks = AvailableNetworks(tmp_path)
    begun, go_on, found = Event(), Event(), []

    def slowly(folder):
        if folder.name == "slow":
            begun.set()
            assert go_on.wait(60)
        return load_folder(folder)

    monkeypatch.setattr(available_network, "load_folder", slowly)
    thread = Thread(target=lambda: found.append(networks.get("slow")))
    thread.start()
    assert begun.wait(60)
    assert networks.get("quick").name == "quick"
    assert len(networks.all()) == 5
    assert found == []
    go_on.set()
    thread.join()
    assert [one.name for one in found] == ["slow"]


@pytest.mark.parametrize(("stands", "sentence"), [("a file", "is a file"), ("a loop", "symbolic")])
def test_runs_that_are_no_folder_are_one_sentence_at_the_start(tmp_path, stands, sentence):
    if stands == "a file":
        (tmp_path / "runs").touch()
    else:
        (tmp_path / "runs").symlink_to("runs")
    with pytest.raises(LenetError, match=sentence):
        Settings(runs=tmp_path / "runs").check()
    Settings(runs=tmp_path / "none").check()
