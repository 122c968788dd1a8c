"""What ``lenet read`` writes: JSON, CSV, words, a table on a terminal, files, explanations."""

import csv
import importlib.util
import io
import os
import pty
import re
import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest
from PIL import Image

from lenet.commands.reading_rows import CSV_COLUMNS
from lenet.errors import ModelError

from .command_line import objects, refused, run


def test_json_has_an_object_a_line_with_the_file_and_the_reading(fake_reader, draw):
    (found,) = objects(run("read", draw("5315.png"), "--json"))
    assert found["file"].endswith("5315.png")
    assert (found["text"], found["amount"]) == ("5315", "5315.00")
    assert found["accepted"] is True
    assert found["digits"][0] == {"digit": 5, "box": [1, 2, 30, 10], "confidence": 0.995}
    assert {"confidence", "runners_up", "warnings", "reason", "page"} <= found.keys()


def test_csv_has_a_line_a_reading(fake_reader, draw):
    done = run("read", draw("5315.png"), draw("sure-40.png"), "--csv")
    first, second = csv.DictReader(io.StringIO(done.stdout))
    assert (first["text"], first["amount"], first["accepted"]) == ("5315", "5315.00", "true")
    assert [first[name] for name in ("x", "y", "width", "height")] == ["1", "2", "30", "10"]
    assert (second["accepted"], second["reason"]) == ("false", "not sure enough")
    assert second["error"] == ""


def test_without_a_terminal_a_line_a_reading_says_it_in_words(fake_reader, draw):
    done = run("read", draw("5315.png"), draw("empty.png"))
    first, second = done.stdout.splitlines()
    assert first.endswith("5315.png  5315  5,315.00  99.5 %  accepted")
    assert second.endswith("empty.png  rejected: no ink was found")
    assert done.exit_code == 0  # rejected is a result, not an error


def test_of_several_lines_each_says_where_it_is(tmp_path, draw_line):
    line = np.rint(235 - 200 * draw_line("5315", 40)).astype(np.uint8)
    page = np.full((400, line.shape[1] + 100), 235, np.uint8)
    for top in (40, 240):
        page[top : top + line.shape[0], 50 : 50 + line.shape[1]] = line
    Image.fromarray(page).save(tmp_path / "page.png")
    found = objects(run("read", tmp_path / "page.png", "--json"))
    assert [one["line"] for one in found] == [1, 2]
    words = run("read", tmp_path / "page.png").stdout.splitlines()
    for one, said in zip(found, words, strict=True):
        box = ",".join(map(str, one["box"]))
        assert said.split("  ")[1:3] == [f"line {one['line']} at {box}", "5315"]


def test_only_what_is_accepted_is_written_when_asked(fake_reader, draw, tmp_path):
    given = draw("5315.png"), draw("sure-40.png"), draw("empty.png"), tmp_path / "absent.png"
    done = run("read", *given, "--accepted-only")
    (line,) = done.stdout.splitlines()
    assert "5315.png  5315" in line
    assert done.stderr.count("\n") == 1  # an error is told all the same
    read, failed = objects(run("read", *given, "--accepted-only", "--json"))
    assert read["text"] == "5315"
    assert "error" in failed


IN_A_TERMINAL = """
import sys
from lenet.commands import read as reading_commands
from lenet.commands.main import main
import conftest
reading_commands.load_reader = lambda *_: conftest.FakeReader()
main(["read", *sys.argv[1:]])
"""


def in_a_terminal(folder, *given):
    """What stands on a terminal of 100 columns, after the command in this folder."""
    ours, theirs = pty.openpty()
    tests = os.path.dirname(os.path.dirname(__file__))
    path = os.pathsep.join([tests, *sys.path])
    given_to = {**os.environ, "PYTHONPATH": path, "COLUMNS": "100", "TERM": "xterm"}
    words = [sys.executable, "-c", IN_A_TERMINAL, *map(str, given)]
    with subprocess.Popen(words, stdout=theirs, stderr=theirs, env=given_to, cwd=folder) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:
                break
            if not part:
                break
            shown += part
    os.close(ours)
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    return process.returncode, text.replace("\r\n", "\n")


@pytest.mark.slow
def test_on_a_terminal_there_is_a_table_and_for_many_a_bar(draw, tmp_path):
    names = [f"{number}.png" for number in range(100, 120)]
    for name in names:
        draw(f"many/{name}")
    for name in ("none.png", "text.png"):
        (tmp_path / "many" / name).write_text("no picture")
    status, shown = in_a_terminal(tmp_path, "many")
    assert "Reading" in shown
    assert "100%" in shown
    table = shown[shown.rindex("File") :].splitlines()
    assert re.split(r"\s{2,}", table[0].strip()) == ["File", "Read", "Amount", "Sure"]
    assert [line for line in table if "119.00" in line and "99.5 %  accepted" in line]
    for name, told in zip(("none", "text"), table[-2:], strict=True):  # no table's cell is so wide
        assert re.fullmatch(f"lenet: many/{name}.png: expected .* received none of them", told)
    assert status == 1


def test_a_table_of_few_comes_without_a_bar(draw, tmp_path):
    draw("5315.png")
    draw("[bold]17.png")
    status, shown = in_a_terminal(tmp_path, "5315.png", "[bold]17.png")
    assert status == 0
    assert "Reading" not in shown
    assert re.search(r"^\[bold\]17.png +17 +17.00 +99.5 %  accepted", shown, re.MULTILINE)


def test_rows_come_in_the_order_of_the_pictures_however_many_workers(fake_reader, draw):
    names = [draw(f"{number}.png") for number in range(300, 340)]
    for threads in (1, 7):
        found = objects(run("read", *names, "--json", "--threads", threads))
        assert [one["text"] for one in found] == [str(number) for number in range(300, 340)]


# Files


@pytest.mark.parametrize(
    ("name", "start"), [("a.csv", "file,page,"), ("a.json", "{"), ("a.jsonl", "{"), ("a.txt", "/")]
)
def test_the_name_of_the_file_says_its_form(name, start, fake_reader, draw, tmp_path):
    done = run("read", draw("1.png"), "--out", tmp_path / name)
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / name).read_text().startswith(start)


def test_a_parquet_file_has_the_columns_of_the_csv_with_their_types(fake_reader, draw, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    given = draw("5315.png"), draw("sure-40.png"), draw(f"{'9' * 40}.png"), tmp_path / "absent.png"
    done = run("read", *given, "--out", tmp_path / "a.parquet")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"lenet: {tmp_path}/absent.png: ")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert tuple(table.column_names) == CSV_COLUMNS
    first, second, long, failed = table.to_pylist()
    assert (first["amount"], first["accepted"], first["line"]) == (Decimal(5315), True, 1)
    assert [first[name] for name in ("x", "y", "width", "height")] == [1, 2, 30, 10]
    assert (second["accepted"], second["warnings"]) == (False, [])
    assert (long["text"], long["amount"]) == ("9" * 40, None)
    assert failed["error"].startswith(f"{tmp_path}/absent.png: ")
    assert failed["text"] is None


def test_without_pyarrow_a_parquet_file_is_one_sentence(fake_reader, draw, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    said = refused("read", draw("1.png"), "--out", tmp_path / "a.parquet")
    assert said == f"lenet: {tmp_path}/a.parquet needs pyarrow: pip install 'lenet[parquet]'\n"
    assert fake_reader.asked == []


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are text")
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_name_that_is_no_text_is_written_with_question_marks(name, fake_reader, draw, tmp_path):
    picture = draw("1.png").rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff1.png"))
    assert run("read", picture, "--out", tmp_path / name).exit_code == 0
    assert f"{tmp_path}/?1.png" in (tmp_path / name).read_text()


def test_a_name_of_two_lines_is_written_on_one(fake_reader, draw, tmp_path):
    picture = draw("1.png").rename(tmp_path / "a\n\x1b[.png")
    (broken := tmp_path / "no\npicture.png").write_bytes(b"no")
    done = run("read", picture, broken)
    assert [done.stdout.count("\n"), done.stderr.count("\n")] == [1, 1]
    assert f"{tmp_path}/a??[.png  " in done.stdout
    assert done.stderr.startswith(f"lenet: {tmp_path}/no?picture.png: expected a picture")


def test_a_file_is_written_whole_or_not_at_all(fake_reader, draw, tmp_path, monkeypatch):
    out = tmp_path / "out.json"
    out.write_text("before")
    read, count = fake_reader.read, iter(range(5))

    def failing(picture, **asked):
        if next(count) == 4:
            raise ModelError("it broke")
        return read(picture, **asked)

    monkeypatch.setattr(fake_reader, "read", failing)
    files = [draw(f"{number}.png") for number in range(10)]
    assert run("read", *files, "--out", out, "--threads", 1).exit_code == 1
    assert out.read_text() == "before"
    assert not list(tmp_path.glob(".*"))


def test_a_file_in_a_place_that_is_none_is_one_sentence(fake_reader, draw, tmp_path):
    (tmp_path / "file").write_text("")
    done = run("read", draw("1.png"), "--out", tmp_path / "file" / "out.csv")
    assert done.exit_code == 1
    assert str(tmp_path / "file" / "out.csv") in done.stderr


def test_explain_writes_each_pictures_steps_and_a_sheet(fake_reader, draw, tmp_path):
    out = tmp_path / "steps"
    assert run("read", draw("a b.png"), draw("5315.png"), "--explain", out).exit_code == 0
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.png")) == [
        f"{folder}/{name}"
        for folder in ("0001-a-b", "0002-5315")
        for name in ("01-the-picture.png", "02-ink.png", "sheet.png")
    ]
    with Image.open(out / "0002-5315" / "02-ink.png") as shown:
        assert np.array_equal(np.asarray(shown), np.asarray(Image.open(draw("5315.png"))))


def test_what_a_killed_command_left_is_removed_by_the_next(fake_reader, draw, tmp_path):
    out, steps = tmp_path / "out.csv", tmp_path / "steps" / "0001-5315"
    steps.mkdir(parents=True)
    left = tmp_path / ".out.csv.abc.part", steps / ".01-ink.png.abc.part"
    other = tmp_path / ".other.csv.abc.part"
    for path in (*left, other):
        path.touch()
    done = run("read", draw("5315.png"), "--out", out, "--explain", steps.parent)
    assert done.exit_code == 0
    assert [path for path in left if path.exists()] == []
    assert other.exists()
