"""``lenet train`` as its users meet it: options, results, and how it ends."""

import json
import os
import re
import signal
import subprocess

import numpy as np
import pytest

from lenet.distort import AFFINE
from lenet.models import Model, progress
from lenet.networks import NETWORKS

from .command_line import refused, run, started


def test_training_shows_the_summary_a_line_an_epoch_and_the_errors(tiny_folder, tmp_path):
    folder = tmp_path / "run"
    done = run("train", "--data", tiny_folder, "--epochs", 2, "--out", folder)
    assert done.exit_code == 0
    assert "conv2d (Conv2D)" in done.stdout
    figures = r"accuracy: [\d.]+ - loss: [\d.]+ - val_accuracy: [\d.]+ - val_loss: [\d.]+"
    line = rf"^Epoch (\d)/2\n\d+/\d+ - .*/step - {figures} - .* images/s$"
    epochs = re.findall(line, done.stdout, re.M)
    assert epochs == ["1", "2"]
    result = json.loads((folder / "config.json").read_text())["result"]
    assert f"Test: {result['errors']} errors out of 6 (" in done.stdout
    assert f"Wrote {folder}: weights, model card, history and figures." in done.stdout
    assert done.stderr == ""


@pytest.mark.slow
def test_outside_a_terminal_there_are_no_control_codes(tiny_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    words = ("train", "--data", tiny_folder, "--epochs", "1", "--out", tmp_path / "run")
    process = started(*words, stdout=subprocess.PIPE)
    told, complaints = process.communicate()
    assert process.returncode == 0
    assert b"Epoch 1/1" in told
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", told + complaints)


def test_quiet_prints_nothing_but_errors(tiny_folder, tmp_path):
    words = ("train", "--quiet", "--data", tiny_folder, "--epochs", 1, "--out", tmp_path / "run")
    assert (run(*words).stdout, (tmp_path / "run" / "README.md").exists()) == ("", True)
    assert "already holds a run" in refused(*words)


def test_json_is_one_object_and_nothing_else(tiny_folder, tmp_path):
    words = ("train", "modern", "--data", tiny_folder, "--epochs", 1, "--out", tmp_path / "run")
    told = json.loads(run(*words, "--json").stdout)
    assert told["folder"] == str(tmp_path / "run")
    assert (told["epochs"], told["images"]) == (1, 6)
    assert {"errors", "error_rate", "accuracy", "loss"} <= told.keys()


def test_options_replace_fields_of_the_recipe(tiny_folder, tmp_path):
    changes = ("--epochs", 1, "--batch-size", 5, "--learning-rate", 0.25, "--seed", 7)
    run("train", "--quiet", "--data", tiny_folder, "--out", tmp_path / "run", *changes)
    config = json.loads((tmp_path / "run" / "config.json").read_text())
    assert config["seed"] == 7
    assert config["recipe"] == {
        **NETWORKS["tutorial"].recipe.as_dict(),
        "epochs": 1,
        "batch_size": 5,
        "learning_rate": 0.25,
    }


@pytest.mark.parametrize(
    ("word", "distortion"), [("--distort", AFFINE.as_dict()), ("--no-distort", None)]
)
def test_training_images_are_distorted_or_not(tiny_folder, tmp_path, word, distortion):
    folder = tmp_path / "run"
    assert run("train", "--data", tiny_folder, "--epochs", 2, "--out", folder, word).exit_code == 0
    config = json.loads((folder / "config.json").read_text())
    assert config["recipe"]["distortion"] == distortion
    told = (folder / "README.md").read_text()
    assert (f"shear up to {AFFINE.shear:g}, distorted anew each epoch" in told) == (
        word == "--distort"
    )


@pytest.mark.parametrize(
    "words",
    [
        ["nix"],
        ["--epochs", "0"],
        ["--batch-size", "x"],
        ["--learning-rate", "0"],
        ["--threads", "0"],
        ["--seed", "-1"],
        ["--nix"],
    ],
)
def test_wrong_usage_ends_with_2_and_points_to_the_help(words):
    assert "Try 'lenet train --help'" in refused("train", *words, status=2).replace("main", "lenet")


def test_resuming_takes_no_option_that_would_make_another_run(tiny_run):
    told = refused(
        "train",
        "modern",
        "--resume",
        tiny_run,
        "--batch-size",
        3,
        "--distort",
        "--seed",
        0,
        status=2,
    )
    names = "NETWORK, --batch-size, --distort, --seed."
    assert f"--resume goes on as the run began: leave out {names}" in told


def test_training_that_runs_away_keeps_and_draws_what_was_finished(
    tiny_folder, tmp_path, monkeypatch
):
    def poison(model, folder):
        save(model, folder)
        model.network.parameters[:] = np.nan

    save = Model.save_checkpoint
    monkeypatch.setattr(Model, "save_checkpoint", poison)
    folder = tmp_path / "run"
    done = run("train", "--data", tiny_folder, "--epochs", 3, "--out", folder)
    assert done.exit_code == 1
    assert "epoch 2: try a smaller learning rate" in done.stderr
    assert "Stopped after 1 of 3 epochs." in done.stdout
    assert "1 of 3 epochs" in (folder / "README.md").read_text()
    assert run("evaluate", folder, "--json").exit_code == 0


# Ctrl-C


def interrupted(monkeypatch, after):
    """Ctrl-C in the middle of an epoch, so many epochs having been finished."""
    advance = progress.Lines.advance

    def stopping(self, samples, figures):
        if self.heading.startswith(f"Epoch {after + 1}/"):
            raise KeyboardInterrupt
        advance(self, samples, figures)

    monkeypatch.setattr(progress.Lines, "advance", stopping)


def test_ctrl_c_before_the_first_epoch_is_done_writes_nothing(tiny_folder, tmp_path, monkeypatch):
    interrupted(monkeypatch, after=0)
    done = run("train", "--data", tiny_folder, "--out", tmp_path / "new" / "run")
    assert done.exit_code == 130
    assert "nothing was written" in done.stdout
    assert os.listdir(tmp_path) == []


def test_ctrl_c_later_writes_what_is_finished_and_says_how_to_go_on(
    tiny_folder, tmp_path, monkeypatch
):
    interrupted(monkeypatch, after=1)
    folder = tmp_path / "run"
    done = run("train", "--data", tiny_folder, "--epochs", 3, "--out", folder)
    assert done.exit_code == 130
    assert "Stopped after 1 of 3 epochs." in done.stdout
    assert "Test: " in done.stdout
    assert f"lenet train --resume {folder}" in done.stdout
    assert (folder / "mistakes.png").exists()
    assert "1 of 3 epochs" in (folder / "README.md").read_text()


@pytest.mark.slow
def test_a_real_interrupt_ends_a_long_run_that_resumes_to_the_same_bytes(tiny_folder, tmp_path):
    stopped, whole = tmp_path / "stopped", tmp_path / "whole"
    process = started(
        *("train", "--data", tiny_folder, "--epochs", 100_000, "--out", stopped),
        stdout=subprocess.PIPE,
    )
    for line in process.stdout:
        if line.startswith(b"Epoch 3/"):
            process.send_signal(signal.SIGINT)
            break
    told, complaints = process.communicate()
    assert (process.returncode, complaints) == (130, b"")
    line = re.search(rb"Stopped after (\d+) of 100000 epochs", told)
    assert line, told
    done = int(line[1])
    epochs = str(done + 2)
    assert run("train", "--quiet", "--resume", stopped, "--epochs", epochs).exit_code == 0
    run("train", "--quiet", "--data", tiny_folder, "--epochs", epochs, "--out", whole)
    assert sorted(os.listdir(stopped)) == sorted(os.listdir(whole))
    for name in os.listdir(whole):
        assert (stopped / name).read_bytes() == (whole / name).read_bytes(), name
