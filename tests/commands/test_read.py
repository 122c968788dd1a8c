"""``lenet read`` and ``lenet score`` as their users meet them, with a reader that is a fake."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from lenet.commands.main import main
from lenet.errors import ModelError
from lenet.pictures.boxes import Box
from lenet.pictures.limits import Limits

NOBODY = os.getuid() != 0


def run(*given, **options):
    done = CliRunner().invoke(main, [str(word) for word in given], **options)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
    return done


def objects(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


# read: what is written


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


# read: where pictures come from


def test_a_folder_stands_for_all_pictures_in_it_sorted(fake_reader, draw, tmp_path):
    for name in ("in/20.png", "in/3.PNG", "in/deep/1.png", "in/.hidden.png", "in/.git/9.png"):
        draw(name)
    (tmp_path / "in" / "notes.txt").write_text("no picture")
    found = objects(run("read", tmp_path / "in", "--json"))
    assert [one["text"] for one in found] == ["20", "3", "1"]


def test_standard_input_is_read_as_a_picture(fake_reader, draw):
    (found,) = objects(run("read", "-", "--json", input=draw("1.png").read_bytes()))
    assert (found["file"], found["text"]) == ("-", "5315")
    done = run("read", "-", "--json", input=b"")
    assert objects(done) == [
        {"file": "-", "error": "standard input: expected a picture, it is empty"}
    ]
    assert done.exit_code == 1
    done = run("read", "-", input=b"no picture")
    assert done.stderr.startswith("lenet: standard input: expected a picture (PNG, ")


def test_every_page_is_a_row(fake_reader, draw):
    fake_reader.pages = 3
    done = run("read", draw("5315.png"))
    assert "  page 1" not in done.stdout
    assert "  page 3  5315" in done.stdout.splitlines()[2]


def test_what_cannot_be_read_is_a_row_and_the_rest_go_on(fake_reader, draw, tmp_path):
    (tmp_path / "none").mkdir()
    (tmp_path / "text.png").write_text("no picture")
    given = [tmp_path / "absent.png", draw("12.png"), tmp_path / "none", tmp_path / "text.png"]
    done = run("read", *given, "--json")
    found = objects(done)
    assert [one["file"] for one in found] == [str(path) for path in given]
    assert found[1]["text"] == "12"
    for row, words in zip(
        [found[0], found[2], found[3]],
        ["No such file", "expected a folder with pictures", "received none of them"],
        strict=True,
    ):
        assert row.keys() == {"file", "error"}
        assert words in row["error"]
        assert row["error"].count(row["file"]) == 1
    assert done.exit_code == 1
    assert done.stderr == "lenet: 3 of 4 pictures could not be read\n"
    assert "error" in run("read", *given, "--csv").stdout.splitlines()[0]
    words = run("read", *given).stdout.splitlines()
    assert [line.split(":")[0].split("  ")[0] for line in words] == [str(path) for path in given]


def test_the_only_picture_that_cannot_be_read_is_told_in_its_own_words(fake_reader, tmp_path):
    done = run("read", tmp_path / "absent.png")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"lenet: {tmp_path}/absent.png: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not NOBODY, reason="root may read everything")
def test_a_folder_that_may_not_be_listed_is_a_row(fake_reader, tmp_path):
    (tmp_path / "closed").mkdir(mode=0)
    done = run("read", tmp_path / "closed", "--json")
    assert "Permission denied" in objects(done)[0]["error"]


# read: what is asked


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ([], {"grammar": "amount", "length": None, "pattern": None, "max_error": 0.01}),
        (["--digits"], {"grammar": "digits"}),
        (["--length", "4"], {"grammar": "digits", "length": 4}),
        (["--pattern", "[0-9]{4}"], {"grammar": "digits", "pattern": "[0-9]{4}"}),
        (["--max-error", "0.05"], {"max_error": 0.05}),
        (["--max-side", "20000"], {"limits": Limits(side=20_000, pixels=400_000_000)}),
        (["--box", "1,2,3,4", "--box", "5,6,7,8"],
         {"boxes": {"1": Box(1, 2, 3, 4), "2": Box(5, 6, 7, 8)}}),
    ],
)  # fmt: skip
def test_the_reader_is_asked_what_the_options_say(words, asked, fake_reader, draw):
    assert run("read", draw("1.png"), *words).exit_code == 0
    (heard,) = fake_reader.asked
    assert asked.items() <= heard.items()
    assert ("limits" in heard) == ("--max-side" in words)


def test_a_form_names_its_fields(fake_reader, draw, tmp_path):
    form = tmp_path / "form.json"
    form.write_text('{"date": [1, 2, 30, 10], "amount": [40, 2, 18, 10]}')
    found = objects(run("read", draw("12.png"), "--form", form, "--json"))
    assert [(one["field"], one["box"]) for one in found] == [
        ("date", [1, 2, 30, 10]),
        ("amount", [40, 2, 18, 10]),
    ]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--box", "1,2,3"], "expected x,y,width,height"),
        (["--box", "1,2,0,4"], "width and height from 1"),
        (["--box", "1,2,3,4", "--form", "f.json"], "leave out --box"),
        (["--pattern", "["], "Invalid value for '--pattern'"),
        (["--pattern", ""], "expected a pattern, received an empty one"),
        (["--json", "--csv"], "leave out one"),
        (["--max-error", "2"], "not in the range"),
        (["--length", "0"], "not in the range"),
    ],
)
def test_wrong_usage_is_refused_before_anything_is_read(words, sentence, fake_reader, draw):
    done = run("read", draw("1.png"), *words)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert done.stdout == ""
    assert fake_reader.asked == []


def test_what_no_picture_could_answer_ends_the_reading(fake_reader, draw, monkeypatch):
    def refuse(picture, **asked):
        raise ModelError("expected something else")

    monkeypatch.setattr(fake_reader, "read", refuse)
    done = run("read", draw("1.png"), draw("2.png"))
    assert (done.exit_code, done.stderr) == (1, "lenet: expected something else\n")


# read: files


@pytest.mark.parametrize(
    ("name", "start"), [("a.csv", "file,page,"), ("a.json", "{"), ("a.jsonl", "{"), ("a.txt", "/")]
)
def test_the_name_of_the_file_says_its_form(name, start, fake_reader, draw, tmp_path):
    done = run("read", draw("1.png"), "--out", tmp_path / name)
    assert (done.exit_code, done.stdout) == (0, "")
    assert (tmp_path / name).read_text().startswith(start)


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are text")
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_name_that_is_no_text_is_written_with_question_marks(name, fake_reader, draw, tmp_path):
    picture = draw("1.png").rename(os.fsdecode(os.fsencode(tmp_path) + b"/\xff1.png"))
    assert run("read", picture, "--out", tmp_path / name).exit_code == 0
    assert f"{tmp_path}/?1.png" in (tmp_path / name).read_text()


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


# score


@pytest.fixture
def cheques(draw, tmp_path):
    """Four labelled amounts: right, misread though sure, right but unsure, absent."""
    names = ["5315.png", "1234-x.png", "sure-40.png", "absent.png"]
    for name in names[:3]:
        draw(f"cheques/{name}")
    lines = [f"{name},{truth}" for name, truth in zip(names, (5315, 1234, 40, 77), strict=True)]
    (tmp_path / "cheques" / "labels.csv").write_text("\n".join(["file,amount", *lines]))
    return tmp_path / "cheques"


def test_score_counts_right_wrong_and_rejected(fake_reader, cheques, tmp_path):
    done = run("score", cheques, "--json", "--out", tmp_path / "score")
    (found,) = objects(done)
    assert (found["strings"], found["right"], found["right_rate"]) == (4, 2, 0.5)
    assert (found["accepted"], found["accepted_right"], found["accepted_wrong"]) == (2, 1, 1)
    assert (found["rejected"], found["unreadable"]) == (2, 1)
    assert found["error_rate_accepted"] == 0.5
    assert found["digits"]["written"] == 12
    assert found["digits"]["right"] == 9
    assert done.exit_code == 1
    assert "absent.png" in done.stderr


def test_score_tells_it_in_words_and_writes_figures(fake_reader, cheques, tmp_path):
    done = run("score", cheques, "--out", tmp_path / "score")
    assert re.search(r"Right as a whole +2 +50.0 %", done.stdout)
    assert re.search(r"accepted, wrong +1 +25.0 % +50.00 % of the accepted", done.stdout)
    written = {path.name for path in (tmp_path / "score").iterdir()}
    assert written == {"curves.png", "mistakes.png", "outcomes.csv", "score.json"}
    rows = csv.DictReader(io.StringIO((tmp_path / "score" / "outcomes.csv").read_text()))
    assert [row["right"] for row in rows] == ["true", "false", "true", "false"]


def test_where_score_cannot_write_nothing_is_read(fake_reader, cheques, tmp_path):
    done = run("score", cheques, "--out", cheques / "labels.csv")
    assert (done.exit_code, done.stderr) == (1, f"lenet: {cheques}/labels.csv: File exists\n")
    assert fake_reader.asked == []


def test_digits_are_asked_for_one_by_one(fake_reader, draw, tmp_path):
    draw("tree/anna/7/7.png")
    draw("tree/bert/1/1.png")
    (found,) = objects(run("score", tmp_path / "tree", "--json", "--out", tmp_path / "score"))
    assert (found["strings"], found["right"]) == (2, 2)
    assert [(one["grammar"], one["length"]) for one in fake_reader.asked] == [("digits", 1)] * 2


def test_score_needs_labels_and_a_picture_that_opens(fake_reader, tmp_path, draw):
    assert "expected a labels.csv" in run("score", tmp_path).stderr
    (tmp_path / "labels.csv").write_text("file,digit\nabsent.png,7\n")
    done = run("score", tmp_path, "--out", tmp_path / "score")
    assert done.exit_code == 1
    assert "not one of 1 pictures could be read" in done.stderr
    assert not (tmp_path / "score").exists()
