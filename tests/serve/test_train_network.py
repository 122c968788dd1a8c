"""Training through the service: begun, watched, stopped, gone on with, saved; and how it ends."""

import base64
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lenet.datasets.where import Where
from lenet.errors import TrainingError
from lenet.evaluation import Score
from lenet.runs.folder import take_any
from lenet.runs.run import Run

from .service_client import PNG, refused, waits

pytestmark = pytest.mark.slow

QUICK = {"network": "tutorial", "epochs": 3}
LONG = {"network": "tutorial", "epochs": 1000}


@pytest.fixture
def trains(serve, tiny_folder):
    """``trains(**settings)`` serves with the tiny data set to train on."""
    return lambda **given: serve(**{"data": Where(str(tiny_folder)), "threads": 1, **given})


def state_of(client) -> str:
    return client.get("/api/train").json()["state"]


def ended(client, *states: str):
    """The training when it is in one of these states."""
    waits(lambda: state_of(client) in (states or ("finished",)), 60)
    return client.get("/api/train").json()


def events(answer) -> Iterator[tuple[str, dict]]:
    """The events of a stream, one by one."""
    name = ""
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def test_at_first_nothing_was_trained(serve):
    told = serve().get("/api/train").json()
    assert told["state"] == "idle"
    assert told["run"] is None
    assert told["history"] == {}


def test_a_training_is_begun_finished_and_its_network_asked(trains, seven_png):
    client = trains()
    begun = client.post("/api/train", json=QUICK)
    assert begun.status_code == 202
    assert begun.json()["state"] in ("preparing", "training")
    told = ended(client)
    assert told["run"] == "tutorial-1"
    assert told["recipe"]["epochs"] == told["epoch"] == told["epochs"] == 3
    assert len(told["history"]["val_accuracy"]) == 3
    assert np.shape(told["kernels"]) == (6, 1, 3, 3)
    assert told["result"]["images"] == 6
    assert told["errors"] == told["result"]["errors"] == len(told["misread"])
    for one in told["misread"]:
        assert one["truth"] != one["answer"]
        assert len(base64.b64decode(one["pixels"])) == 784
    assert (client.service.settings.runs / "tutorial-1" / "README.md").exists()
    answer = client.post("/api/digit?network=tutorial-1", content=seven_png, headers=PNG)
    assert answer.status_code == 200
    assert client.get("/api/networks/tutorial-1").json()["epochs"] == 3


def test_a_training_is_watched(trains):
    client = trains()
    seen: list[tuple[str, dict]] = []
    with client.stream("GET", "/api/train/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        coming = events(answer)
        seen.append(next(coming))
        assert seen[0][0] == "state"
        assert seen[0][1]["state"] == "idle"
        client.post("/api/train", json=LONG)
        for name, told in coming:
            seen.append((name, told))
            if name == "epoch" and told["epoch"] > 3:
                break
        client.post("/api/train/stop")
        for name, told in coming:
            seen.append((name, told))
            if told.get("state") == "stopped":
                break
    assert {"state", "epoch"} <= {name for name, _ in seen}
    for name, told in seen:
        assert set(told) >= {"epoch", "epochs", "images", "of", "images_per_second", "kernels"}
        if name == "epoch":
            assert told["history"]["accuracy"]
            assert told["errors"] == len(told["misread"])


def test_who_comes_later_is_told_all_there_is(trains):
    client = trains()
    client.post("/api/train", json=LONG)
    waits(lambda: client.get("/api/train").json()["epoch"] > 2)
    with client.stream("GET", "/api/train/events") as answer:
        name, told = next(events(answer))
    assert name == "state"
    assert len(told["history"]["loss"]) >= 2
    assert told["recipe"]["batch_size"] == 32


def test_a_stopped_training_goes_on_and_is_saved(trains):
    client = trains()
    client.post("/api/train", json=LONG)
    waits(lambda: client.get("/api/train").json()["epoch"] > 2)
    assert client.post("/api/train/stop").status_code == 202
    told = ended(client, "stopped")
    done = len(told["history"]["loss"])
    folder = client.service.settings.runs / told["run"]
    assert 1 <= done < 1000
    assert told["result"] is None
    assert not (folder / "README.md").exists()
    assert client.post("/api/train/save").status_code == 202
    told = ended(client, "stopped")
    assert told["result"]["images"] == 6
    assert (folder / "README.md").exists()
    client.post("/api/train/resume", json={"epochs": done + 2})
    told = ended(client)
    assert len(told["history"]["loss"]) == done + 2
    assert told["run"] == folder.name


def test_a_run_of_an_earlier_service_goes_on_by_its_name(trains):
    first = trains()
    first.post("/api/train", json=QUICK)
    ended(first)
    second = trains()
    second.post("/api/train/resume", json={"run": "tutorial-1", "epochs": 5})
    assert len(ended(second)["history"]["loss"]) == 5
    refused(second.post("/api/train/resume", json={"run": "../tutorial-1"}), 404)
    refused(second.post("/api/train/resume", json={"run": "modern"}), 404)


def test_one_training_goes_on_at_a_time(trains):
    client = trains()
    client.post("/api/train", json=LONG)
    refused(client.post("/api/train", json=QUICK), 409, "goes on already")
    refused(client.post("/api/train/resume", json={}), 409, "goes on already")
    refused(client.post("/api/train/save"), 409, "goes on already")
    assert "lenet_training 1.0" in client.get("/metrics").text
    client.post("/api/train/stop")
    ended(client, "stopped")
    client.post("/api/train", json=QUICK)
    ended(client)


def test_what_was_not_trained_cannot_go_on(serve):
    client = serve()
    refused(client.post("/api/train/resume", json={}), 409, "no training")
    refused(client.post("/api/train/save"), 409, "no training")
    assert client.post("/api/train/stop").json()["state"] == "idle"


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"network": "other"}, "network"),
        ({"epochs": 0}, "epochs"),
        ({"epochs": 1001}, "epochs"),
        ({"learning_rate": -1}, "learning_rate"),
        ({"data": "/etc"}, "data"),
        ({"out": "/tmp"}, "out"),
        ({"recipe": "first-order"}, "recipes"),
        ([], "dictionary"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(trains, wish, sentence):
    client = trains()
    refused(client.post("/api/train", json=wish), 422, sentence)
    assert state_of(client) == "idle"


def test_what_is_no_wish_is_refused(trains):
    client = trains()
    headers = {"content-type": "application/json"}
    refused(client.post("/api/train", content=b"{", headers=headers), 400)


def test_a_training_that_runs_away_says_so(trains, monkeypatch):
    def run_away(*_):
        raise TrainingError("the loss became infinite or not a number")

    monkeypatch.setattr(Run, "train", run_away)
    client = trains()
    client.post("/api/train", json=QUICK)
    assert ended(client, "failed")["sentence"] == "the loss became infinite or not a number"


def test_data_that_cannot_be_had_are_told(serve, tmp_path):
    client = serve(data=Where(str(tmp_path / "none")))
    client.post("/api/train", json=QUICK)
    told = ended(client, "failed")
    assert "none" in told["sentence"]
    assert told["run"] is None


def test_a_training_that_fails_does_not_blame_the_one_before(trains, tmp_path):
    client = trains()
    client.post("/api/train", json=QUICK)
    assert ended(client)["run"] == "tutorial-1"
    client.service.trainer.data = Where(str(tmp_path / "none"))
    client.post("/api/train", json={"network": "modern"})
    told = ended(client, "failed")
    assert (told["network"], told["run"]) == ("modern", None)
    assert told["history"] == {}
    assert told["errors"] is told["result"] is None


def test_a_training_that_learned_nothing_says_so(trains, monkeypatch):
    client = trains()
    client.post("/api/train", json=QUICK)
    learned = ended(client)
    assert bool(learned["sentence"]) == (learned["result"]["errors"] >= 4)  # of 2 a, 2 b, 2 c
    guessing = Score(images=6, errors=4, loss=9.0)
    monkeypatch.setattr(Run, "write", lambda *_: guessing)
    client.post("/api/train/save")
    waits(lambda: client.get("/api/train").json()["result"]["loss"] == 9.0)
    said = ended(client)["sentence"]
    assert (
        said
        == "It did not learn: 0 as the answer to all of them misreads 4. Try another learning rate"
    )


def test_a_read_only_service_trains_nothing(serve):
    client = serve(read_only=True)
    assert state_of(client) == "off"
    for path in ("", "/stop", "/resume", "/save"):
        refused(client.post(f"/api/train{path}", json={}), 403, "read-only")
    assert client.get("/api/train").status_code == 200
    assert not client.service.settings.runs.exists()


def test_streams_of_events_are_counted(serve):
    client = serve({"streams": 1})
    with client.stream("GET", "/api/train/events") as first:
        lines = first.iter_lines()  # which closes the stream when nobody holds it
        next(lines)
        answer = client.get("/api/train/events")
        refused(answer, 503, "streams")
        assert answer.headers["retry-after"]
    waits(lambda: client.service.streams == 0)


def test_closing_ends_streams_and_a_training_with_its_last_epoch_saved(trains):
    client = trains()
    client.post("/api/train", json=LONG)
    waits(lambda: client.get("/api/train").json()["epoch"] > 2)
    told: list[dict] = []

    def watch() -> None:
        with client.stream("GET", "/api/train/events") as answer:
            told.extend(one for _, one in events(answer))

    watching = threading.Thread(target=watch)
    watching.start()
    waits(lambda: bool(client.service.streams))
    client.service.drain()
    watching.join(60)
    assert not watching.is_alive()
    assert told[-1]["state"] == "stopped"
    ready = client.get("/v2/health/ready")
    assert ready.status_code == 503
    assert ready.json() == {"ready": False}
    refused(client.post("/api/train", json=QUICK), 503, "closing")
    folder = client.service.settings.runs / "tutorial-1"
    recorded = json.loads((folder / "config.json").read_text())["epochs_trained"]
    assert recorded == len((folder / "history.csv").read_text().splitlines()) - 1 >= 1


def test_a_run_that_another_process_trains_is_not_trained_by_the_service(serve, tiny_run, tmp_path):
    folder = Path(shutil.copytree(tiny_run, tmp_path / "mine" / "run"))
    client = serve(runs=tmp_path / "mine")
    with take_any(folder):
        client.post("/api/train/resume", json={"run": "run"})
        assert "no other process writes" in ended(client, "failed")["sentence"]
        assert "run" in [one["name"] for one in client.get("/api/networks").json()["networks"]]
    client.post("/api/train/resume", json={"run": "run"})
    assert ended(client)["epoch"] == 2
