"""Help, version, what a command imports, and errors as sentences."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lenet
from lenet.commands.main import main
from lenet.networks import NETWORKS

from .command_line import refused, run, started


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


SPOILT = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 9),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


@pytest.mark.slow
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
        ("predict", tmp_path / "file"),
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
