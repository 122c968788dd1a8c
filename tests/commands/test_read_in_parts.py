"""``lenet read --out FOLDER``: parts, what is said of them, and what does not go with them."""

import json
import os

import numpy as np
import pytest
from PIL import Image

from .command_line import objects, refused, run


@pytest.fixture
def scans(tmp_path):
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(3):
        paper = np.full((60, 60), 255, np.uint8)
        paper[12:48, 28:32] = 20
        Image.fromarray(paper).save(folder / f"{number}.png")
    return folder


def test_a_folder_gets_parts_and_a_manifest(scans, tmp_path):
    out = f"{tmp_path}/readings/"
    done = run("read", scans, "--out", out, "--length", 1)
    assert done.exit_code == 0
    assert done.stdout == (
        f"3 pictures: 3 readings, 3 accepted\nWrote 1 part and manifest.json in {out}\n"
    )
    (part,) = (tmp_path / "readings").glob("part-000001-*.jsonl")
    lines = [json.loads(line) for line in part.read_text().splitlines()]
    assert lines == objects(run("read", scans, "--json", "--length", 1))


def test_pictures_that_cannot_be_read_are_counted_and_the_status_says_so(scans, tmp_path):
    (scans / "broken.png").write_bytes(b"no")
    done = run("read", scans, "--out", f"{tmp_path}/o/", "--json", "--accepted-only", "--parquet")
    assert done.exit_code == 1
    (told,) = objects(done)
    assert {name: told[name] for name in ("pictures", "errors", "parts")} == {
        "pictures": 4,
        "errors": 1,
        "parts": 1,
    }
    assert [path.suffix for path in (tmp_path / "o").glob("part-*")] == [".parquet"]


def test_one_is_one_and_who_wonders_is_told_where_errors_stand(tmp_path):
    done = run("read", tmp_path / "absent.png", "--out", f"{tmp_path}/o/")
    said = (
        "1 picture: 0 readings, 0 accepted; 1 picture could not be read, each a line with its error"
    )
    assert done.stdout.splitlines()[0] == said


def test_names_come_from_a_list_too(scans, tmp_path):
    names = tmp_path / "names.txt"
    names.write_text(f"{scans}/0.png\n\n  {scans}/2.png \n")
    listed = objects(run("read", "--list", names, "--json", scans / "1.png"))
    assert [one["file"] for one in listed] == [f"{scans}/{n}.png" for n in (1, 0, 2)]
    assert "Missing argument 'PICTURE...'" in refused("read", status=2)


def test_a_list_may_begin_with_a_mark_name_what_is_no_text_and_come_from_a_command(scans, tmp_path):
    odd = (scans / "0.png").rename(os.fsdecode(os.fsencode(scans) + b"/\xff\x0b.png"))
    content = b"\xef\xbb\xbf" + os.fsencode(odd) + b"\r\n"
    (names := tmp_path / "names.txt").write_bytes(content)
    for source in (names, "-"):
        (told,) = objects(run("read", "--list", source, "--json", input=content))
        assert told["file"] == f"{scans}/?\x0b.png"


def test_a_list_without_names_is_one_sentence(tmp_path):
    (names := tmp_path / "names.txt").write_text("\n")
    said = f"lenet: --list {names}: expected names of pictures, one a line, received none\n"
    assert refused("read", "--list", names) == said


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (["--scheduler", "tcp://h:1"], "--scheduler needs --out FOLDER"),
        (["--out", "o/", "--csv"], "no --explain and no --csv"),
        (["--out", "o/", "--explain", "e"], "no --explain and no --csv"),
        (["--parquet"], "--parquet is for --out FOLDER"),
        (["--out", "o/", "--scheduler", "tcp://h:1", "--threads", "2"], "--threads is for this"),
        (["--out", "memory://o/a.csv"], "--out memory://o/a.csv: expected a folder for parts"),
        (["--out", "a.parquet", "--scheduler", "tcp://h:1"], "name one without .parquet"),
        (["--out", "a.csv", "--parquet"], "--parquet is for --out FOLDER"),
    ],
)
def test_what_does_not_go_together_is_wrong_usage(scans, given, sentence):
    assert sentence in refused("read", scans, *given, status=2)


def test_standard_input_has_no_parts(tmp_path):
    assert "standard input" in refused("read", "-", "--out", f"{tmp_path}/o/")
