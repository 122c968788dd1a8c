"""Closed, full and odd streams, names that are no text, Ctrl-C at the start: no traceback."""

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LENET = f"{shlex.quote(sys.executable)} -m lenet"
linux = pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without /dev/full")


def in_a_shell(line: str, **environment: str) -> tuple[int, bytes, bytes]:
    """Status, stdout and stderr of a line in which LENET is the command."""
    done = subprocess.run(
        ["/bin/sh", "-c", line.replace("LENET", LENET)],
        capture_output=True,
        env={**os.environ, **environment},
    )
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"Exception ignored" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def picture(seven: tuple[Path, Path]) -> str:
    return shlex.quote(str(seven[1]))


@pytest.mark.parametrize("command", ["summary original", "data", "--help", "--version"])
def test_what_a_closed_output_is_told_is_a_fault_in_one_sentence(command: str) -> None:
    told = in_a_shell(f"LENET {command} >&-")
    assert told == (1, b"", b"lenet: standard output: Bad file descriptor\n")


@linux
@pytest.mark.parametrize("command", ["summary original", "summary tutorial --json", "--help"])
def test_what_a_full_disk_is_told_is_a_fault_in_one_sentence(command: str) -> None:
    told = in_a_shell(f"LENET {command} >/dev/full")
    assert told == (1, b"", b"lenet: standard output: No space left on device\n")


def test_a_closed_output_does_no_harm_where_nothing_is_printed(
    tiny_folder: Path, tmp_path: Path
) -> None:
    words = f"--quiet --epochs 1 --data {shlex.quote(str(tiny_folder))} --out {tmp_path}/run"
    assert in_a_shell(f"LENET train {words} >&- 2>&- <&-") == (0, b"", b"")
    assert (tmp_path / "run" / "weights.safetensors").exists()


def test_a_closed_input_matters_only_to_who_reads_it(picture: str) -> None:
    open_, closed = in_a_shell(f"LENET read {picture}"), in_a_shell(f"LENET read {picture} <&-")
    assert closed == open_
    assert in_a_shell("LENET read - <&-") == (1, b"", b"lenet: standard input is closed\n")


@pytest.mark.parametrize("redirected", ["2>&-", "2>/dev/full"])
def test_a_closed_or_full_error_stream_changes_no_answer(redirected: str) -> None:
    if "full" in redirected and not Path("/dev/full").exists():
        pytest.skip("a system without /dev/full")
    status, told, _ = in_a_shell(f"LENET summary original {redirected}")
    assert (status, told) == in_a_shell("LENET summary original")[:2]
    assert in_a_shell(f"LENET summary nowhere {redirected}") == (1, b"", b"")


def test_a_pipe_that_is_closed_ends_the_command_without_a_word() -> None:
    line = "(LENET summary original; echo $? >&2) | head -c 1"
    assert in_a_shell(f"{line} | wc -c")[1].strip() == b"1"
    assert in_a_shell("(sleep 0; LENET summary original) | true")[1:] == (b"", b"")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    ],
)
def test_an_output_of_few_characters_is_no_fault(environment: dict[str, str], picture: str) -> None:
    for command in ("summary tutorial", "--help", "train --help", "data", f"read {picture}"):
        status, told, complaints = in_a_shell(f"LENET {command}", **environment)
        assert (status, complaints) == (0, b"")
        assert told


INTERRUPTED_WHILE = """
import builtins, os, runpy, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
imported = builtins.__import__

def importing(name, *given, **more):
    if name == {name!r} or (given[2:3] and given[2] and f"{{name}}.{{given[2][0]}}" == {name!r}):
        os.kill(os.getpid(), signal.SIGINT)
    return imported(name, *given, **more)

builtins.__import__ = importing
sys.argv = ["lenet", "summary", "tutorial"]
runpy.run_module("lenet", run_name="__main__")
"""


@pytest.mark.parametrize(
    "name", ["lenet.commands.main", "click", "lenet.networks", "numpy", "lenet.models.summary"]
)
def test_ctrl_c_while_something_is_imported_ends_without_a_word(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WHILE.format(name=name)], capture_output=True
    )
    assert (done.returncode, done.stderr) == (130, b"")


# Names that are not UTF-8

ODD = b"\xff"


@pytest.fixture
def odd(tmp_path: Path) -> bytes:
    """A folder in which such names can be made."""
    folder = os.fsencode(tmp_path)
    try:
        os.mkdir(os.path.join(folder, ODD))
    except OSError:
        pytest.skip("a file system of names that are text")
    return os.path.join(folder, ODD)


def ran(*words: bytes | str | Path) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run([sys.executable, "-m", "lenet", *words], capture_output=True)
    assert b"Traceback" not in done.stdout + done.stderr
    return done


def test_a_picture_of_such_a_name_is_read_and_named_as_valid_text(
    odd: bytes, seven: tuple[Path, Path]
) -> None:
    name = os.path.join(odd, b"\xfe.png")
    shutil.copy(os.fsencode(seven[1]), name)
    shutil.copy(os.fsencode(seven[1]), os.path.join(odd, b"plain.png"))
    for words in (["--json"], ["--csv"], [], ["--out", os.path.join(odd, b"out.json")]):
        for given in (name, odd):
            done = ran("read", given, *words)
            assert (done.returncode, done.stderr) == (0, b"")
            assert done.stdout.decode().count("?") >= (0 if "--out" in words else 1)
    with open(os.path.join(odd, b"out.json"), "rb") as file:
        assert all(json.loads(line)["file"].encode() for line in file)
    for line in ran("read", odd, "--json").stdout.splitlines():
        assert json.loads(line)["file"].encode()
    predicted = json.loads(ran("predict", "modern", name, "--json").stdout)
    assert predicted["file"].endswith("?/?.png")


def test_a_missing_picture_of_such_a_name_is_a_sentence(odd: bytes) -> None:
    done = ran("read", os.path.join(odd, b"\xfe.png"), "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["file"].endswith("?/?.png")
    assert len(done.stderr.splitlines()) == 1


def test_a_run_in_such_a_folder_is_written_resumed_shown_and_used(
    odd: bytes, tiny_folder: Path, seven: tuple[Path, Path]
) -> None:
    run = os.path.join(odd, b"run\xfd")
    words = ("--data", str(tiny_folder), "--json")
    done = ran("train", "--epochs", "1", "--out", run, *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["folder"].endswith("?/run?")
    assert ran("train", "--resume", run, "--epochs", "2", "--json").returncode == 0
    assert ran("summary", run).returncode == 0
    assert ran("evaluate", run, *words).returncode == 0
    assert ran("predict", run, seven[1]).returncode == 0
    assert ran("train", "--out", run).returncode == 1


def test_data_in_such_a_folder_are_found_again(odd: bytes, tiny_folder: Path) -> None:
    data, run = os.path.join(odd, b"data\xfd"), os.path.join(odd, b"run")
    shutil.copytree(tiny_folder, os.fsdecode(data))
    done = ran("train", "--epochs", "1", "--out", run, "--data", data)
    assert done.returncode == 0, done.stderr
    assert ran("train", "--resume", run, "--epochs", "2").returncode == 0
    assert ran("evaluate", run).returncode == 0


# Folders that have a shipped network's name


def test_a_folder_of_a_shipped_networks_name_is_used_when_it_is_named(
    tiny_run: Path, seven: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(tiny_run, "modern")
    own = ran("summary", str(tiny_run)).stdout
    assert ran("summary", "./modern").stdout == own != ran("summary", "lenet:modern").stdout
    answer = ran("predict", "./modern", seven[1], "--json").stdout
    assert answer == ran("predict", str(tiny_run), seven[1], "--json").stdout
    assert answer != ran("predict", "lenet:modern", seven[1], "--json").stdout
    for words in (["summary"], ["evaluate"], ["predict"]):
        rest = [seven[1]] if words == ["predict"] else []
        done = ran(*words, "modern", *rest)
        assert done.returncode == 1
        assert done.stderr == (
            b"lenet: modern is a network that comes with lenet and a folder here: "
            b"name the folder ./modern, or the network lenet:modern\n"
        )


def test_a_reader_in_a_folder_named_reader_is_the_one_that_reads(
    seven: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    missing = ran("read", "--reader", "reader", seven[1])
    assert missing.returncode == 1
    assert b"expected a folder of a saved model: reader/config.json" in missing.stderr
    Path("reader").mkdir()
    assert ran("read", "--reader", "reader", seven[1]).returncode == 1
    assert ran("read", seven[1]).returncode == 0
