"""The command as its users meet it: in a terminal and not in one, with right and wrong input."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

import lenet
from lenet.commands.main import main
from lenet.distort import AFFINE
from lenet.models import progress
from lenet.networks import NETWORKS
from lenet.runs import run as runs

# A shell's background jobs are started deaf to Ctrl-C, and so is what they start.
COMMAND = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.argv[0] = "lenet"
from lenet.commands.main import main
main()
"""


def run(*given):
    """The command, in this process."""
    done = CliRunner().invoke(main, [str(word) for word in given])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def refused(*given, status=1):
    """Its sentence on stderr, when it must refuse."""
    done = run(*given)
    assert done.exit_code == status
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def started(*given, **options):
    """The command, in a process of its own."""
    words = [sys.executable, "-c", COMMAND, *map(str, given)]
    return subprocess.Popen(words, stderr=subprocess.PIPE, **options)


@pytest.fixture
def copied_run(tiny_run, tmp_path):
    return Path(shutil.copytree(tiny_run, tmp_path / "copied"))


@pytest.fixture
def seven(tmp_path):
    """A picture of 28x28 and a larger one, dark on light."""
    ink = np.zeros((28, 28), np.uint8)
    ink[5:7, 8:20] = ink[5:23, 18:20] = 255
    Image.fromarray(ink).save(tmp_path / "small.png")
    Image.fromarray(255 - ink).resize((140, 140)).save(tmp_path / "large.png")
    return tmp_path / "small.png", tmp_path / "large.png"


# Help


def test_help_lists_the_commands_in_the_order_of_work_and_fits_80_columns():
    told = run("--help").stdout
    assert re.findall(r"^  ([a-z][a-z-]*)  ", told, re.MULTILINE) == list(main.commands)
    assert "..." not in told.replace("[ARGS]...", "")
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize("name", main.commands)
def test_every_command_has_help_with_one_example_that_parses(name):
    told = run(name, "--help").stdout
    assert max(map(len, told.splitlines())) <= 80
    examples = re.findall(r"^  Example: lenet (.*)$", told, re.MULTILINE)
    assert len(examples) == 1
    command, *words = examples[0].split()
    assert command == name
    main.commands[name].make_context(name, words, resilient_parsing=False)


def test_help_names_every_network():
    for name in NETWORKS:
        assert name in run("train", "--help").stdout
        assert name in run("summary", "--help").stdout


def test_the_version_is_the_packages():
    assert run("--version").stdout == f"lenet {lenet.__version__}\n"


@pytest.mark.parametrize(
    ("words", "unneeded"),
    [
        (["--help"], ["numpy", "lenet.models", "matplotlib", "rich", "PIL", "importlib.metadata"]),
        (["summary", "tutorial"], ["matplotlib", "rich", "PIL", "pooch", "requests", "csv"]),
        (["data"], ["matplotlib", "rich", "requests", "lenet.models"]),
    ],
)
def test_a_command_imports_only_what_it_needs(words, unneeded, tmp_path):
    code = (
        "import sys; from lenet.commands.main import main\n"
        f"main({words}, standalone_mode=False)\n"
        f"print([name for name in {unneeded} if name in sys.modules])"
    )
    given = {**os.environ, "LENET_CACHE": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=given)
    assert done.stdout.splitlines()[-1] == b"[]"


# summary


def test_the_summary_of_the_tutorials_network_has_its_numbers():
    told = run("summary", "tutorial").stdout
    for part in ("(None, 26, 26, 6)", " 60", " 880", " 51,328", " 1,290", "Trainable: 53,558"):
        assert part in told
    described = json.loads(run("summary", "tutorial", "--json").stdout)
    assert described["parameters"] == 53_558
    assert [layer["parameters"] for layer in described["layers"]] == [
        60,
        0,
        880,
        0,
        0,
        51_328,
        1_290,
    ]
    assert described["layers"][0] == {
        "name": "conv2d",
        "type": "Conv2D",
        "output_shape": [26, 26, 6],
        "parameters": 60,
        "trainable": 60,
        "connections": 40_560,
    }


def test_the_summary_of_the_original_has_its_counts_and_the_papers():
    told = run("summary", "original").stdout
    for part in ("1,516/151,600", "Trainable: 60,000", "Connections: 340,908", "Paper: 60,000"):
        assert part in told
    described = json.loads(run("summary", "original", "--json").stdout)
    assert (described["trainable"], described["connections"]) == (60_000, 340_908)
    assert described["layers"][2]["connections"] == 151_600
    assert described["layers"][2]["published"] == {"trainable": 1_516, "connections": 151_600}


def test_a_run_is_summed_up_as_its_network_is(tiny_run):
    assert run("summary", tiny_run).stdout == run("summary", "tutorial").stdout


def test_what_is_neither_a_network_nor_a_folder_is_told_what_there_is():
    assert refused("summary", "lenett") == (
        "lenet: expected tutorial, original, modern or a folder, received 'lenett'\n"
    )


# train


def test_training_shows_the_summary_a_line_an_epoch_and_the_errors(tiny_folder, tmp_path):
    folder = tmp_path / "run"
    done = run("train", "--data", tiny_folder, "--epochs", 2, "--out", folder)
    assert done.exit_code == 0
    assert "conv2d (Conv2D)" in done.stdout
    figures = r"loss [\d.]+ - accuracy [\d.]+ - val_loss [\d.]+ - val_accuracy [\d.]+"
    epochs = re.findall(rf"^Epoch (\d)/2 - .* s - {figures} - .* images/s$", done.stdout, re.M)
    assert epochs == ["1", "2"]
    result = json.loads((folder / "config.json").read_text())["result"]
    assert f"Test: {result['errors']} errors out of 6 (" in done.stdout
    assert f"Wrote {folder}: weights, model card, history and figures." in done.stdout
    assert done.stderr == ""


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

    save = runs.save_checkpoint
    monkeypatch.setattr(runs, "save_checkpoint", poison)
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


# In a terminal


def on_a_terminal(*words, columns=80, **environment):
    """What the command sends to a terminal of so many columns."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    given = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    given |= {"TERM": "xterm-256color", **environment}
    process = started(*words, stdout=inner, env=given)
    os.close(inner)
    told = b""
    while True:
        try:
            part = os.read(outer, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not part:
            break
        told += part
    os.close(outer)
    assert process.wait() == 0, process.stderr.read()
    process.stderr.close()
    return told.decode()


def rows(told):
    """The rows as they stand at the end: a row is written again from its start."""
    plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", told)
    return [row.rstrip("\r").split("\r")[-1] for row in plain.split("\n")]


def test_a_terminal_of_80_columns_shows_a_bar_an_epoch_under_headings(tiny_folder, tmp_path):
    told = on_a_terminal("train", "--data", tiny_folder, "--epochs", 12, "--out", tmp_path / "run")
    shown = rows(told)
    head = next(index for index, row in enumerate(shown) if row.startswith("Epoch"))
    assert shown[head].split() == [
        "Epoch",
        "loss",
        "accuracy",
        "val_loss",
        "val_accuracy",
        "images/s",
    ]
    epochs = shown[head + 1 : head + 13]
    assert [row.split()[0] for row in epochs] == [f"{epoch}/12" for epoch in range(1, 13)]
    for row in epochs:
        assert len(row) == len(shown[head]) <= 78
        assert re.fullmatch(r" ?\d+/12 ━+( +\d+\.\d{4}){4} +[\d,]+", row)
    assert max(map(len, shown[: head + 13])) <= 80
    assert told.count("\x1b[?25l") == told.count("\x1b[?25h")  # the cursor comes back


def test_a_narrow_terminal_shows_what_it_has_room_for(tiny_folder, tmp_path):
    words = ("train", "--data", tiny_folder, "--epochs", 1, "--out", tmp_path / "run")
    shown = rows(on_a_terminal(*words, columns=50))
    head = next(row for row in shown if row.startswith("Epoch"))
    assert head.split() == ["Epoch", "loss", "accuracy", "val_loss"]
    assert len(head) <= 48


def test_no_color_is_respected(tiny_folder, tmp_path):
    def colours(folder, **environment):
        words = ("train", "--data", tiny_folder, "--epochs", 1, "--out", folder)
        return re.findall(r"\x1b\[[\d;]*[34]\d[\d;]*m", on_a_terminal(*words, **environment))

    assert colours(tmp_path / "with")
    assert not colours(tmp_path / "without", NO_COLOR="1")


def test_a_dumb_terminal_gets_plain_lines(tiny_folder, tmp_path):
    words = ("train", "--data", tiny_folder, "--epochs", 1, "--out", tmp_path / "run")
    told = on_a_terminal(*words, TERM="dumb")
    assert "\x1b" not in told
    assert "Epoch 1/1 - " in told


# evaluate


def test_an_evaluation_counts_as_the_run_did(tiny_run):
    result = json.loads((tiny_run / "config.json").read_text())["result"]
    assert json.loads(run("evaluate", tiny_run, "--json").stdout) == result
    assert run("evaluate", tiny_run, "--threads", 1).stdout.startswith(
        f"{result['errors']} errors out of 6 ("
    )


def test_another_data_set_can_be_named(tiny_run, tmp_path, write_idx, other_parts):
    write_idx(tmp_path / "other", other_parts)
    ours, others = (
        run("evaluate", tiny_run),
        run("evaluate", tiny_run, "--data", tmp_path / "other"),
    )
    assert others.exit_code == 0
    assert ours.stdout != others.stdout
    assert "no data set" in refused("evaluate", tiny_run, "--data", tmp_path)


def test_pictures_in_folders_are_compared_by_class_name(tiny_run, tmp_path):
    ink = np.random.default_rng(5).integers(0, 256, (28, 28), np.uint8)
    Image.fromarray(ink).save(tmp_path / "noise.png")
    read = json.loads(run("predict", tiny_run, tmp_path / "noise.png", "--json").stdout)["answer"]
    for name in (read, "A"):  # sorted, "A" comes behind the digits
        for index in range(6):
            picture = tmp_path / "pictures" / name / f"{index}.png"
            picture.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(ink).save(picture)
    done = run("evaluate", tiny_run, "--data", tmp_path / "pictures")
    assert "pictures has other classes" in done.stderr
    shutil.rmtree(tmp_path / "pictures" / "A")
    (tmp_path / "pictures" / read).rename(tmp_path / "pictures" / "2")
    done = run("evaluate", tiny_run, "--data", tmp_path / "pictures", "--json")
    assert done.stderr == ""
    assert json.loads(done.stdout)["errors"] == int(read != "2")


# predict


def test_pictures_of_any_size_are_read_and_the_bad_ones_named(tiny_run, seven, tmp_path):
    small, large = seven
    (tmp_path / "text.png").write_text("no picture")
    done = run("predict", tiny_run, small, tmp_path / "text.png", tmp_path, "missing.png", large)
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert re.fullmatch(rf"{small}  \S+  [\d.]+ %", first)
    assert second.startswith(f"{large}  ")
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        str(tmp_path / "text.png"),
        str(tmp_path),
        "missing.png",
    ]


def test_predictions_are_an_object_a_line_with_every_score(tiny_run, seven):
    done = run("predict", tiny_run, *seven, "--json")
    assert done.exit_code == 0
    for line, picture in zip(done.stdout.splitlines(), seven, strict=True):
        answer = json.loads(line)
        assert answer["file"] == str(picture)
        assert answer["confidence"] == max(answer["scores"].values())
        assert answer["scores"][answer["answer"]] == answer["confidence"]
        assert list(answer["scores"])[:4] == ["0", "1", "2", "#3"]
        assert sum(answer["scores"].values()) == pytest.approx(1, abs=1e-5)


# data


def test_data_says_where_each_set_is(tiny, tiny_parts, write_idx, cache_folder, tmp_path):
    write_idx(tmp_path / "sets", tiny_parts)
    told = run("data", "--data-dir", tmp_path / "sets").stdout
    assert f"tiny: the folder {tmp_path / 'sets'}" in told
    for line in run("data", "--json").stdout.splitlines():
        assert {"name", "path", "verified", "note"} == json.loads(line).keys()
    assert "lenet data tiny fetches it" in run("data").stdout


def test_a_set_is_found_by_data_dir_and_by_the_environment(
    tiny, tiny_parts, write_idx, tmp_path, monkeypatch
):
    write_idx(tmp_path / "sets" / "tiny-mnist", tiny_parts, packed=True)
    told = run("data", "tiny", "--data-dir", tmp_path / "sets").stdout
    assert told.startswith("tiny: 12 training and 6 test images of 3 classes, from the folder")
    monkeypatch.setenv("LENET_DATA", str(tmp_path / "sets"))
    found = json.loads(run("data", "tiny", "--json").stdout)
    assert (found["train"], found["test"], found["classes"]) == (12, 6, ["a", "b", "c"])
    words = ("train", "--quiet", "--data", "tiny", "--epochs", 1, "--out", tmp_path / "run")
    assert run(*words).exit_code == 0


def test_a_set_that_nobody_has_is_one_error_with_the_way_out(tiny):
    told = refused("data", "tiny")
    assert "is nowhere to be had" in told
    assert "--data-dir FOLDER" in told


def test_an_unknown_name_is_told_what_there_is():
    for words in (("data", "nix"), ("train", "--data", "nix")):
        assert refused(*words).startswith("lenet: expected mnist, fashion, kmnist")


# Whatever is wrong, one sentence

SPOILT = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 9),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("how", SPOILT)
@pytest.mark.parametrize(
    "name", ["config.json", "weights.safetensors", "history.csv", "checkpoint.safetensors"]
)
def test_a_spoilt_run_is_refused_in_a_sentence_or_does_without_the_file(
    copied_run, seven, name, how
):
    SPOILT[how](copied_run / name)
    statuses = []
    for words in (
        ("summary", copied_run),
        ("evaluate", copied_run),
        ("predict", copied_run, seven[0]),
        ("train", "--resume", copied_run, "--quiet"),
    ):
        done = run(*words)
        statuses.append(done.exit_code)
        assert len(done.stderr.splitlines()) == done.exit_code
        assert done.exit_code == 0 or done.stderr.startswith("lenet: ")
    needed = {"config.json": [1, 1, 1, 1], "weights.safetensors": [1, 1, 1, 0]}
    resumed_anew = (name, how) == ("checkpoint.safetensors", "missing")
    weights_in_the_way = (name, how) == ("weights.safetensors", "a folder")
    expected = needed.get(name, [0, 0, 0, 0 if resumed_anew else 1])
    assert statuses == ([1, 1, 1, 1] if weights_in_the_way else expected)


def test_a_file_where_a_folder_is_expected_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("x")
    for words in (
        ("summary", tmp_path / "file"),
        ("evaluate", tmp_path / "file"),
        ("predict", tmp_path / "file", "x.png"),
        ("train", "--resume", tmp_path / "file"),
        ("train", "--out", tmp_path / "file"),
        ("train", "--out", tmp_path / "file" / "run", "--data", tmp_path),
        ("summary", "x" * 5000),
    ):
        assert len(refused(*words).splitlines()) == 1


def test_a_folder_that_cannot_be_written_to_is_told_before_training(
    tiny_folder, copied_run, tmp_path, monkeypatch
):
    def denied(dir):  # noqa: A002
        raise PermissionError(13, "Permission denied", str(dir))

    monkeypatch.setattr("lenet.runs.folder.tempfile.TemporaryFile", denied)
    for words in (
        ("--data", tiny_folder, "--out", tmp_path / "new"),
        ("--resume", copied_run, "--epochs", 9),
    ):
        assert "Permission denied" in refused("train", *words)
    assert not (tmp_path / "new").exists()


def test_a_full_disk_is_a_sentence_and_the_run_goes_on_when_there_is_room(
    tiny_folder, tmp_path, monkeypatch
):
    replace, folder = os.replace, tmp_path / "run"

    def full(part, path):
        if Path(path).name == "curves.png":
            raise OSError(28, "No space left on device")
        replace(part, path)

    monkeypatch.setattr(os, "replace", full)
    told = refused("train", "--quiet", "--data", tiny_folder, "--epochs", 1, "--out", folder)
    assert told == f"lenet: {folder / 'curves.png'}: No space left on device\n"
    monkeypatch.setattr(os, "replace", replace)
    assert run("train", "--resume", folder).exit_code == 0
    assert not [name for name in os.listdir(folder) if name.startswith(".")]


def test_a_reader_that_has_gone_ends_the_command_without_a_word():
    out, into = os.pipe()
    os.close(out)
    process = started("summary", "tutorial", stdout=into)
    os.close(into)
    assert process.communicate()[1] == b""
    assert process.returncode == 1


def test_a_stream_that_cannot_show_a_character_shows_a_question_mark():
    given = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    process = started("summary", "tutorial", stdout=subprocess.PIPE, env=given)
    told, complaints = process.communicate()
    assert (process.returncode, complaints) == (0, b"")
    assert b"?????" in told
