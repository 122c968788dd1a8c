"""``lenet train --seeds`` as its users meet it: seeds and what varies, the table, Ctrl-C."""

import json
import signal
import subprocess

import click
import pytest

from lenet.commands.many_trainings import Seeds

from .command_line import objects, refused, run, started


@pytest.mark.parametrize(
    ("typed", "seeds"),
    [("3", [3]), ("0-3", [0, 1, 2, 3]), ("0,2,5-7", [0, 2, 5, 6, 7]), ("4-4", [4])],
)
def test_seeds_are_typed_as_numbers_and_ranges(typed, seeds):
    assert Seeds().convert(typed, None, None) == seeds


@pytest.mark.parametrize("typed", ["", "x", "1-", "-1", "3-1", "1,,2", "0-3,2", "0-1000000", "²"])
def test_seeds_that_are_none_are_wrong_usage(typed):
    with pytest.raises(click.BadParameter):
        Seeds().convert(typed, None, None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--vary", "epochs=1,2"], "need --seeds"),
        (["--scheduler", "tcp://127.0.0.1:1"], "need --seeds"),
        (["--seeds", "0-1", "--seed", "1"], "leave out --resume and --seed"),
        (["--seeds", "0-1", "--resume", "x"], "leave out --resume and --seed"),
        (["--seeds", "0", "--vary", "momentum=1"], "FIELD of recipe, epochs, batch-size"),
        (["--seeds", "0", "--vary", "epochs"], "is not FIELD=V1,V2"),
        (["--seeds", "0", "--vary", "epochs=0"], "not in the range"),
        (["--seeds", "0", "--vary", "epochs=1,1"], "a value twice"),
        (["--seeds", "0", "--vary", "epochs=1", "--vary", "epochs=2"], "there twice"),
        (["--seeds", "0", "--vary", "epochs=1", "--epochs", "2"], "leave out the option"),
        (["--seeds", "0", "--scheduler", "tcp://x:1", "--threads", "2"], "leave it out with"),
    ],
)
def test_wrong_usage_is_told(words, sentence):
    assert sentence in " ".join(refused("train", *words, status=2).split())


@pytest.fixture
def words(tiny_folder, tmp_path):
    """The command but for what varies."""
    return ["train", "--data", tiny_folder, "--out", tmp_path / "runs", "--seeds", "0-1"]


@pytest.mark.slow
def test_the_table_has_a_row_a_variation(words, tmp_path):
    done = run(*words, "--vary", "epochs=1,2", "--batch-size", 4)
    assert done.exit_code == 0
    title, _, head, *rows = done.stdout.splitlines()[:5]
    assert title.endswith("errors of 6 test images")
    assert head.split()[:5] == ["runs", "mean", "deviation", "least", "most"]
    assert [row.split()[:2] for row in rows] == [["epochs=1", "2"], ["epochs=2", "2"]]
    assert "4 trainings, 6 passes" in done.stderr
    told = objects(run(*words, "--vary", "epochs=1,2", "--batch-size", 4, "--json"))[0]
    assert told == {
        "folder": str(tmp_path / "runs"),
        **json.loads((tmp_path / "runs" / "trainings.json").read_text()),
    }


@pytest.mark.slow
def test_without_what_varies_there_is_one_row_without_a_name(words):
    done = run(*words, "--epochs", 1)
    head, row = done.stdout.splitlines()[2:4]
    assert head.split() == ["runs", "mean", "deviation", "least", "most"]
    assert row.split()[0] == "2"


@pytest.mark.slow
def test_runs_that_run_away_are_named_and_the_status_is_1(words):
    done = run(*words, "--epochs", 2, "--learning-rate", "1e30")
    assert done.exit_code == 1
    assert "as in the recipe: seed 1 ran away" in done.stdout


@pytest.mark.slow
def test_a_real_interrupt_keeps_epochs_and_says_how_to_go_on(words, tmp_path):
    given = [str(word) for word in words]
    process = started(*given, "--epochs", 100_000, stdout=subprocess.PIPE)
    while len(list((tmp_path / "runs").glob("*/checkpoint.safetensors"))) < 2:
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    told, complaints = process.communicate()
    assert process.returncode == 130
    assert complaints.splitlines()[-1] == b"Stopping; what is finished stays."
    line = f"Go on with the same command: lenet {' '.join(given)} --epochs 100000"
    assert line in told.decode()
    assert len(list((tmp_path / "runs").glob("*/checkpoint.safetensors"))) == 2
