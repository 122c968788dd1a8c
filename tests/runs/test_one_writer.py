"""A run's folder has one writer; who reads is not hindered."""

import errno
import os
import shutil
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from lenet.callbacks import LambdaCallback
from lenet.commands.main import main
from lenet.datasets.where import Where
from lenet.errors import DataError
from lenet.models import load_model
from lenet.runs import run as runs
from lenet.runs.folder import LOCK, take, take_again, take_any, take_next
from lenet.weights import find

REFUSED = r"expected a folder that no other process writes \(process {} writes there\)"

TRAINER = """
import sys
from pathlib import Path
from lenet.callbacks import LambdaCallback
from lenet.datasets.where import Where
from lenet.runs import run as runs
def wait(epoch, logs):
    print("trained", epoch, flush=True)
    sys.stdin.readline()
run = runs.begin("tutorial", Where(sys.argv[1]), Path(sys.argv[2]), changes={"epochs": 2})
run.train(callbacks=[LambdaCallback(on_epoch_end=wait)])
"""


@pytest.fixture
def begun(tiny_folder):
    """``begun(folder, epochs)``: a run that is not trained yet."""

    def begin(folder, epochs=1):
        return runs.begin("tutorial", Where(str(tiny_folder)), folder, changes={"epochs": epochs})

    return begin


@pytest.fixture
def training(tiny_folder, tmp_path, python_at_work):
    """Another process in the middle of a training, after its first epoch."""
    return python_at_work(TRAINER, tiny_folder, tmp_path / "run", until="trained 0")


def test_while_a_process_trains_no_other_writes_and_all_may_read(training, tmp_path, begun):
    folder = tmp_path / "run"
    sentence = REFUSED.format(training.pid)
    with pytest.raises(DataError, match=sentence):
        runs.resume(folder)
    with pytest.raises(DataError, match="already holds a run"):
        begun(folder)
    with pytest.raises(DataError, match=sentence):
        take_any(folder)
    assert load_model(folder).output_shape == (10,)


def test_a_folder_whose_writer_was_killed_is_free_at_once(training, tmp_path):
    training.send_signal(signal.SIGKILL)
    training.wait()
    run = runs.resume(tmp_path / "run")
    run.train()
    assert run.model.epochs_trained == 2
    assert LOCK not in os.listdir(tmp_path / "run")


def test_two_runs_of_one_process_do_not_share_a_folder(begun, tmp_path):
    first = begun(tmp_path / "run")
    with pytest.raises(DataError, match=REFUSED.format(os.getpid())):
        begun(tmp_path / "run")
    first.train()
    second = runs.resume(tmp_path / "run", epochs=2)
    with pytest.raises(DataError, match=REFUSED.format(os.getpid())):
        first.write()
    second.train()
    with pytest.raises(DataError, match="after 1 epochs; another process has trained it since"):
        first.write()
    second.write()
    assert LOCK not in os.listdir(tmp_path / "run")


def test_the_same_folder_by_another_name_is_the_same(begun, tmp_path):
    first = begun(tmp_path / "run")
    (tmp_path / "link").symlink_to("run")
    with pytest.raises(DataError, match="link: expected a folder that no other"):
        begun(tmp_path / "link")
    first.folder.give_back()
    assert not (tmp_path / "run").exists()


def test_a_run_that_cannot_be_resumed_leaves_its_folder_free(tiny_run, tmp_path):
    shutil.copytree(tiny_run, tmp_path / "run")
    (tmp_path / "run" / "history.csv").unlink()
    with pytest.raises(DataError, match="history"):
        runs.resume(tmp_path / "run")
    take_again(tmp_path / "run").lock.release()


def test_a_number_that_another_writes_is_passed_over_and_one_left_empty_is_taken(tmp_path):
    first, second = take_next("net", tmp_path), take_next("net", tmp_path)
    assert [first.path.name, second.path.name] == ["net-1", "net-2"]
    first.lock.release()
    (first / LOCK).touch()  # as a killed process leaves it
    assert take_next("net", tmp_path).path.name == "net-1"


def test_where_there_are_no_locks_it_is_told_and_no_number_is_given_twice(
    begun, tmp_path, monkeypatch, caplog
):
    import fcntl

    def fail(handle, operation):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))

    monkeypatch.setattr(fcntl, "flock", fail)
    run = begun(tmp_path / "run")
    assert f"{tmp_path / 'run'}: its file system has no locks" in caplog.text
    assert "see that no other process writes there" in caplog.text
    run.train()
    run.write()
    assert LOCK not in os.listdir(tmp_path / "run")
    assert [take_next("net", tmp_path).path.name for _ in range(3)] == ["net-1", "net-2", "net-3"]


def test_a_callback_of_a_training_may_read_the_run_but_not_write_it(begun, tmp_path):
    run, refused = begun(tmp_path / "run", 2), []

    def resume(epoch, logs):
        with pytest.raises(DataError, match="no other process writes"):
            runs.resume(run.folder.path)
        refused.append(epoch)

    run.train(callbacks=[LambdaCallback(on_epoch_end=resume)])
    assert refused == [0, 1]


# Folders of which nothing is of worth until all is there


def test_what_a_killed_process_left_unfinished_is_removed_but_not_what_is_yours(tmp_path):
    folder = take(tmp_path / "reader", ["config.json", "network-*"])
    (folder / "config.json").write_text("half")
    (folder / "network-2").mkdir()
    (folder / "network-2" / "config.json").touch()
    folder.lock.release()  # as if killed: nothing is given back
    with pytest.raises(DataError, match="already holds a run"):
        take(tmp_path / "reader")
    again = take(tmp_path / "reader", ["config.json", "network-*"])
    assert sorted(os.listdir(tmp_path / "reader")) == [LOCK, ".unfinished"]
    (again / "yours").touch()
    again.lock.release()
    with pytest.raises(DataError, match="holds other files"):
        take(tmp_path / "reader", ["config.json", "network-*"])
    assert (tmp_path / "reader" / "yours").exists()


def test_a_finished_folder_is_not_taken_for_an_unfinished_one(tmp_path):
    with take(tmp_path / "reader", ["config.json"]) as folder:
        (folder / "config.json").write_text("whole")
    assert os.listdir(tmp_path / "reader") == ["config.json"]
    with pytest.raises(DataError, match="already holds a run"):
        take(tmp_path / "reader", ["config.json"])


def test_an_error_gives_the_new_folders_back(tmp_path):
    with pytest.raises(KeyboardInterrupt), take(tmp_path / "a" / "b", ["config.json"]):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match=r"file") as refused:
        take_any(tmp_path / "file" / "run")
    assert Path(refused.value.filename) == tmp_path / "file" / "run"


# The commands


@pytest.mark.parametrize(
    "words",
    [
        "train --epochs 1 --data DATA --out FOLDER",
        "train --resume RUN",
        "calibrate STRINGS --out FOLDER",
        "calibrate STRINGS --reader READER",
        "train-reader STRINGS --out FOLDER",
        "score STRINGS --out FOLDER",
        "paper --quick --data DATA --out FOLDER",
    ],
)
def test_each_command_that_writes_a_folder_says_in_one_sentence_that_another_writes_there(
    words, tiny_folder, tiny_run, tmp_path
):
    places = {name: tmp_path / name for name in ("FOLDER", "RUN", "READER", "STRINGS")}
    shutil.copytree(tiny_run, places["RUN"])
    shutil.copytree(find("reader"), places["READER"])
    places["STRINGS"].mkdir()
    (places["STRINGS"] / "labels.csv").write_text("file,text\n1.png,123\n")
    given = [str({**places, "DATA": tiny_folder}.get(word, word)) for word in words.split()]
    written = places[next(name for name in ("FOLDER", "RUN", "READER") if name in words.split())]
    with take_any(written):
        before = sorted(os.listdir(written))
        done = CliRunner().invoke(main, given)
        assert done.exit_code == 1
        assert done.stderr.splitlines()[-1] == (
            f"lenet: {written}: expected a folder that no other process writes "
            f"(process {os.getpid()} writes there)"
        )
        assert sorted(os.listdir(written)) == before
