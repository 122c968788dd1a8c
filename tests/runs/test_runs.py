"""A run's folder: complete, resumable from wherever it was cut off, and equal to the last byte."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lenet.callbacks import LambdaCallback
from lenet.datasets.where import Where
from lenet.distort import AFFINE
from lenet.errors import DataError, LenetError, ModelError, TrainingError
from lenet.models import Model
from lenet.models.progress import Silent
from lenet.models.recorded_classes import class_names, recorded_classes
from lenet.networks import NETWORKS
from lenet.runs import run as runs
from lenet.runs.classes import labels_by_name
from lenet.runs.history_file import history_csv, read_history
from lenet.runs.record import read_record
from lenet.runs.recorded_data import data_again

FILES = {
    "README.md",
    "checkpoint.safetensors",
    "config.json",
    "confusion.png",
    "curves.png",
    "first.png",
    "history.csv",
    "mistakes.png",
    "weights.safetensors",
}
EPOCHS = 3


def contents(folder):
    """Every file of a folder, hidden ones too."""
    return {name: (folder / name).read_bytes() for name in sorted(os.listdir(folder))}


def finish(run):
    run.train()
    run.write()
    return contents(run.folder.path)


@pytest.fixture(scope="module")
def whole(tiny_folder, tmp_path_factory):
    """``whole(network)``: the files of a run of three epochs that nothing interrupted."""
    made = {}

    def contents_of(network):
        if network not in made:
            folder = tmp_path_factory.mktemp("whole") / network
            where = Where(str(tiny_folder))
            made[network] = finish(runs.begin(network, where, folder, changes={"epochs": EPOCHS}))
        return made[network]

    return contents_of


@pytest.fixture
def copied_run(tiny_run, tmp_path):
    """A copy of the finished run, to spoil."""
    return Path(shutil.copytree(tiny_run, tmp_path / "copied"))


# What a run leaves


def test_a_run_leaves_all_its_files_and_nothing_else(whole):
    assert set(whole("tutorial")) == FILES


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_weights(
    tiny_folder, tmp_path, whole
):
    def weights(seed, folder):
        run = runs.begin(
            "tutorial", Where(str(tiny_folder)), folder, seed=seed, changes={"epochs": EPOCHS}
        )
        run.train(threads=1)
        return (folder / "weights.safetensors").read_bytes()

    assert weights(0, tmp_path / "again") == whole("tutorial")["weights.safetensors"]
    assert weights(1, tmp_path / "other") != whole("tutorial")["weights.safetensors"]


def test_the_record_is_enough_to_know_the_run(tiny_run, tiny_folder):
    config = json.loads((tiny_run / "config.json").read_text())
    assert config["network"] == "tutorial"
    assert config["seed"] == 0
    assert config["epochs_trained"] == config["recipe"]["epochs"] == 2
    assert config["data"]["where"] == {"data": str(tiny_folder), "data_dir": None}
    assert len(config["data"]["sha256"]) == 4
    assert config["result"]["images"] == 6
    assert set(config["versions"]) == {"lenet", "numpy", "python"}


def test_the_history_has_a_row_an_epoch_in_full_precision(tiny_run):
    rows = (tiny_run / "history.csv").read_text().splitlines()
    assert rows[0] == "epoch,accuracy,loss,val_accuracy,val_loss"
    assert [row.split(",")[0] for row in rows[1:]] == ["1", "2"]
    columns = read_history(tiny_run / "history.csv", 2)
    assert history_csv(columns) == (tiny_run / "history.csv").read_text()


@pytest.mark.parametrize(
    "text",
    ["", "loss\n1\n", "epoch,loss\n1,0.5\n", "epoch,loss\n1,0.5\n2\n", "epoch,loss\n1,x\n2,y\n"],
)
def test_a_history_that_does_not_tell_every_epoch_is_refused(tmp_path, text):
    (tmp_path / "history.csv").write_text(text)
    with pytest.raises(DataError, match="not this run's history"):
        read_history(tmp_path / "history.csv", 2)


# Where a run is written


def test_a_folder_with_a_run_or_with_other_files_is_not_written_into(copied_run, tmp_path):
    before = contents(copied_run)
    with pytest.raises(DataError, match="already holds a run"):
        runs.begin("tutorial", Where("nothing is looked for"), copied_run)
    assert contents(copied_run) == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text("mine")
    with pytest.raises(DataError, match="holds other files"):
        runs.begin("tutorial", Where("nothing is looked for"), tmp_path / "mine")
    with pytest.raises(DataError, match="is a file"):
        runs.begin("tutorial", Where("nothing"), tmp_path / "mine" / "README.md")


def test_without_a_name_every_run_gets_a_folder_of_its_own(tiny_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    begun = [runs.begin("modern", Where(str(tiny_folder))) for _ in range(3)]
    names = [run.folder.path for run in begun]
    assert names == [Path("runs/modern-1"), Path("runs/modern-2"), Path("runs/modern-3")]
    begun.pop(1).folder.give_back()
    assert runs.begin("modern", Where(str(tiny_folder))).folder.path == Path("runs/modern-2")


def test_a_run_can_be_made_in_another_folder_than_runs(tiny_folder, tmp_path):
    run = runs.begin("tutorial", Where(str(tiny_folder)), parent=tmp_path / "mine")
    assert run.folder.path == tmp_path / "mine" / "tutorial-1"


def test_an_epoch_is_written_before_callbacks_are_called(tiny_folder, tmp_path):
    run = runs.begin("tutorial", Where(str(tiny_folder)), tmp_path / "run", changes={"epochs": 2})
    seen = []
    written = LambdaCallback(
        on_epoch_end=lambda epoch, _: seen.append(read_record(run.folder.path).config)
    )
    run.train(callbacks=[written])
    assert [config["epochs_trained"] for config in seen] == [1, 2]


def test_a_display_that_interrupts_leaves_the_last_finished_epoch(tiny_folder, tmp_path, whole):
    class SecondEpoch(Silent):
        def begin(self, epoch, epochs, samples, names):
            self.epoch = epoch

        def advance(self, samples, figures):
            if self.epoch == 2:
                raise KeyboardInterrupt

    folder, where = tmp_path / "run", Where(str(tiny_folder))
    run = runs.begin("tutorial", where, folder, changes={"epochs": EPOCHS})
    with pytest.raises(KeyboardInterrupt):
        run.train(verbose=SecondEpoch())
    assert run.model.epochs_trained == 1
    assert finish(runs.resume(folder)) == whole("tutorial")


def test_training_that_runs_away_at_once_leaves_no_folder(tiny_folder, tmp_path):
    where, folder = Where(str(tiny_folder)), tmp_path / "a" / "b"
    run = runs.begin("tutorial", where, folder, changes={"learning_rate": 1e30, "batch_size": 1})
    assert folder.is_dir()
    with pytest.raises(TrainingError):
        run.train()
    assert os.listdir(tmp_path) == []


def test_a_disk_that_fills_up_is_an_error_that_names_the_file(tiny_folder, tmp_path, monkeypatch):
    def full(*_names):
        raise OSError(28, "No space left on device")

    run = runs.begin("tutorial", Where(str(tiny_folder)), tmp_path / "run")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=r"No space left.*run/config\.json"):
        run.train()
    assert os.listdir(tmp_path) == []


# Cut off and resumed

KILLED = """
import os, signal, sys
from lenet.runs import run as runs
from lenet.datasets.where import Where
network, data, folder, last = sys.argv[1:]
replace, left = os.replace, int(last)
def dying(part, path):
    global left
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)  # the part stays, the file is as it was
    left -= 1
    replace(part, path)
os.replace = dying
from pathlib import Path
run = runs.begin(network, Where(data), Path(folder), changes={"epochs": 3})
run.train()
run.write()
"""
CONFIG_ONLY, BEFORE_FIRST_CHECKPOINT, IN_SECOND, BEFORE_SECOND_CHECKPOINT, IN_PICTURES = (
    1,
    3,
    5,
    7,
    14,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("network", "files_written"),
    [
        ("tutorial", CONFIG_ONLY),
        ("tutorial", BEFORE_FIRST_CHECKPOINT),
        ("tutorial", IN_SECOND),
        ("tutorial", BEFORE_SECOND_CHECKPOINT),
        ("tutorial", IN_PICTURES),
        ("modern", BEFORE_SECOND_CHECKPOINT),
        ("modern", IN_PICTURES),
        ("original", IN_SECOND),
        ("original", BEFORE_SECOND_CHECKPOINT),
    ],
)
def test_a_killed_run_ends_with_the_bytes_of_one_never_interrupted(
    tiny_folder, tmp_path, whole, network, files_written
):
    folder = tmp_path / "killed"
    given = [network, str(tiny_folder), str(folder), str(files_written)]
    done = subprocess.run([sys.executable, "-c", KILLED, *given], check=False)
    assert done.returncode == -signal.SIGKILL
    assert any(name.endswith(".part") for name in os.listdir(folder))
    assert contents(folder) != whole(network)
    assert finish(runs.resume(folder)) == whole(network)


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_a_run_stopped_by_ctrl_c_and_drawn_ends_with_the_same_bytes(
    tiny_folder, tmp_path, monkeypatch, whole, network
):
    run = runs.begin(network, Where(str(tiny_folder)), tmp_path / "run", changes={"epochs": EPOCHS})
    saved: list[object] = []

    def stopping(model, folder):
        if saved:
            raise KeyboardInterrupt  # in the second epoch, its history written, its checkpoint not
        saved.append(save(model, folder))

    save = Model.save_checkpoint
    monkeypatch.setattr(Model, "save_checkpoint", stopping)
    with pytest.raises(KeyboardInterrupt):
        run.train()
    assert run.model.epochs_trained == 1
    assert [len(values) for values in run.history.values()] == [1] * 4
    run.write()
    assert "1 of 3 epochs" in (tmp_path / "run" / "README.md").read_text()
    monkeypatch.setattr(Model, "save_checkpoint", save)
    assert finish(runs.resume(tmp_path / "run")) == whole(network)


@pytest.mark.slow
@pytest.mark.parametrize("copies", [0, 2])
def test_a_distorted_run_that_is_resumed_sees_the_same_distortions(tiny_folder, tmp_path, copies):
    def begun(folder, epochs):
        changes = {"epochs": epochs, "distortion": AFFINE, "copies": copies}
        run = runs.begin("tutorial", Where(str(tiny_folder)), tmp_path / folder, changes=changes)
        return finish(run)

    whole = begun("whole", EPOCHS)
    begun("parts", 1)
    assert finish(runs.resume(tmp_path / "parts", epochs=EPOCHS)) == whole
    plain = runs.begin(
        "tutorial", Where(str(tiny_folder)), tmp_path / "plain", changes={"epochs": EPOCHS}
    )
    assert finish(plain)["weights.safetensors"] != whole["weights.safetensors"]


def test_a_run_of_two_epochs_asked_for_three_ends_as_one_of_three(copied_run, whole):
    assert finish(runs.resume(copied_run, epochs=EPOCHS)) == whole("tutorial")


def test_a_finished_run_resumed_stays_as_it_is(copied_run, tiny_run):
    assert finish(runs.resume(copied_run)) == contents(tiny_run)


def test_a_run_can_not_be_resumed_to_fewer_epochs_than_it_has(copied_run):
    with pytest.raises(ModelError, match="at least the 2 epochs"):
        runs.resume(copied_run, epochs=1)


def test_a_schedule_that_ends_with_the_last_epoch_is_not_lengthened(tiny_folder, tmp_path):
    where, folder = Where(str(tiny_folder)), tmp_path / "run"
    runs.begin("modern", where, folder, changes={"epochs": 1}).train()
    with pytest.raises(ModelError, match="ends with epoch 1"):
        runs.resume(folder, epochs=2)


# The data of a run


def test_other_data_are_refused_and_the_same_in_another_place_are_taken(
    copied_run, tmp_path, write_idx, tiny_parts, other_parts
):
    write_idx(tmp_path / "other", other_parts)
    with pytest.raises(DataError, match="trained on other data"):
        runs.resume(copied_run, str(tmp_path / "other"))
    write_idx(tmp_path / "moved", tiny_parts, packed=True)
    assert runs.resume(copied_run, str(tmp_path / "moved")).model.epochs_trained == 2


def test_data_that_are_gone_are_asked_for(copied_run):
    config = json.loads((copied_run / "config.json").read_text())
    config["data"]["where"]["data"] = "/no/such/folder"
    (copied_run / "config.json").write_text(json.dumps(config))
    with pytest.raises(DataError, match=r"trained on /no/such/folder, which is gone.*--data"):
        runs.resume(copied_run)


def test_the_place_of_the_data_is_found_from_any_working_directory(
    tiny, tiny_parts, write_idx, tmp_path, monkeypatch
):
    write_idx(tmp_path / "sets" / "tiny-mnist", tiny_parts)
    monkeypatch.chdir(tmp_path)
    runs.begin("tutorial", Where("tiny", "sets"), Path("by_name"), changes={"epochs": 1}).train()
    runs.begin(
        "tutorial", Where("sets/tiny-mnist"), Path("by_folder"), changes={"epochs": 1}
    ).train()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert data_again(Path("../by_name")) == Where("tiny", str(tmp_path / "sets"))
    assert data_again(Path("../by_folder")) == Where(str(tmp_path / "sets" / "tiny-mnist"))
    assert runs.resume(Path("../by_name")).data.name == "tiny"
    assert runs.resume(Path("../by_folder")).data.name == "tiny"


def test_a_published_set_whose_folder_is_gone_is_had_from_its_other_sources(
    tiny, tiny_parts, write_idx, tmp_path, cache_folder
):
    write_idx(tmp_path / "sets", tiny_parts)
    where, folder = Where("tiny", str(tmp_path / "sets")), tmp_path / "run"
    runs.begin("tutorial", where, folder, changes={"epochs": 1}).train()
    shutil.rmtree(tmp_path / "sets")
    assert data_again(folder) == Where("tiny")


def test_data_of_more_classes_than_the_network_tells_apart_are_refused(
    tmp_path, write_idx, tiny_parts
):
    tiny_parts["train-labels-idx1-ubyte"][0] = 10
    write_idx(tmp_path / "eleven", tiny_parts)
    with pytest.raises(DataError, match="tells 10 classes apart, eleven has 11"):
        runs.begin("tutorial", Where(str(tmp_path / "eleven")), tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_data_of_fewer_classes_name_what_is_left_over_by_number(tiny_run):
    config = read_record(tiny_run).config
    assert recorded_classes(config, 5) == ["0", "1", "2", "#3", "#4"]
    assert recorded_classes({}, 3) == ["0", "1", "2"]
    assert class_names(["8", "3"], 3) == ["8", "3", "#2"]


def test_classes_are_compared_by_their_names(tiny_run, tiny_folder):
    data = runs.resume(tiny_run).data  # labels 0, 1, 2, 0, 1, 2
    by_name = labels_by_name(data, ["2", "x", "1", "0"])
    np.testing.assert_array_equal(by_name, [3, 2, 0, 3, 2, 0])
    assert labels_by_name(data, ["0", "1"]) is None


# Folders that anybody may have made

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=4,
)


def places(described, path=()):
    """The path of everything in a JSON document."""
    yield path
    if isinstance(described, dict | list):
        pairs = described.items() if isinstance(described, dict) else enumerate(described)
        for key, value in pairs:
            yield from places(value, (*path, key))


def put(described, path, value):
    if not path:
        return value
    changed = described.copy()
    changed[path[0]] = put(described[path[0]], path[1:], value)
    return changed


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_the_description_says_a_folder_is_resumed_or_refused(tiny_run, tmp_path, data):
    folder = tmp_path / "odd"
    if not folder.exists():
        shutil.copytree(tiny_run, folder)
    config = json.loads((tiny_run / "config.json").read_text())
    path = data.draw(st.sampled_from(list(places(config))))
    (folder / "config.json").write_text(json.dumps(put(config, path, data.draw(ANY_JSON))))
    try:
        run = runs.resume(folder)
        run.recipe.compile(run.model, 12)
    except LenetError:
        return
    assert run.recipe.epochs >= 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epochs", 0),
        ("epochs", True),
        ("epochs", 2.5),
        ("epochs", 10**9),
        ("batch_size", 0),
        ("learning_rate", "0.001"),
        ("learning_rate", float("nan")),
        ("weight_decay", -1),
        ("warmup", float("inf")),
        ("schedule", "bogus"),
        ("normalisation", None),
        ("normalisation", "zca"),
        ("loss", "beauty"),
        ("order", ["fresh"]),
        ("surprise", 1),
        ("distortion", {"elastic": -1}),
        ("distortion", {"surprise": 1}),
        ("distortion", [1]),
        ("copies", 0.5),
        ("copies", -1),
        ("undistorted", -1),
        ("label_smoothing", 1.5),
    ],
)
def test_a_recipe_that_is_not_one_is_refused(copied_run, field, value):
    config = json.loads((copied_run / "config.json").read_text())
    config["recipe"][field] = value
    (copied_run / "config.json").write_text(json.dumps(config))
    with pytest.raises(DataError, match=rf"(?i)does not describe a run: .*{field}"):
        runs.resume(copied_run)


@pytest.mark.parametrize("place", [5, "mnist", {}, {"data": 5}, {"data": "mnist", "data_dir": [1]}])
def test_a_record_that_does_not_say_where_the_data_are_is_refused(copied_run, place):
    config = json.loads((copied_run / "config.json").read_text())
    config["data"]["where"] = place
    (copied_run / "config.json").write_text(json.dumps(config))
    with pytest.raises(DataError, match="does not say where its data are"):
        runs.resume(copied_run)
