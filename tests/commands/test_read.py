"""``lenet read`` with a fake reader: where pictures come from, and what the reader is asked."""

import os
import sys

import pytest
from PIL import Image

from lenet.errors import ModelError
from lenet.pictures.boxes import Box
from lenet.pictures.limits import Limits

from ..pictures.hostile import nested_forms_pdf
from .command_line import objects, run

NOBODY = os.getuid() != 0


# Where pictures come from


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


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no limit of memory")
def test_a_file_that_ends_its_decoder_is_one_sentence_and_the_rest_go_on(draw, tmp_path):
    pytest.importorskip("pypdfium2")
    (tmp_path / "bomb.pdf").write_bytes(nested_forms_pdf())
    done = run("read", tmp_path / "bomb.pdf", draw("5315.png"), "--max-side", "300", "--json")
    refused, read = objects(done)
    assert "expected a page that can be decoded in 0.1 GB, the decoder ended at" in refused["error"]
    assert read["file"] == str(tmp_path / "5315.png")
    assert "error" not in read
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1


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


def test_in_words_each_error_stands_once_and_on_stderr(fake_reader, draw, tmp_path):
    absent, other = tmp_path / "absent.png", tmp_path / "other.png"
    done = run("read", absent, draw("12.png"), other)
    (line,) = done.stdout.splitlines()
    assert line.startswith(f"{tmp_path}/12.png  12")
    first, second, many = done.stderr.splitlines()
    assert first.startswith(f"lenet: {absent}: ")
    assert second.startswith(f"lenet: {other}: ")
    assert many == "lenet: 2 of 3 pictures could not be read"
    assert done.exit_code == 1


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_an_error_that_is_a_row_is_only_counted_on_stderr(form, fake_reader, draw, tmp_path):
    done = run("read", tmp_path / "absent.png", draw("12.png"), form)
    assert done.stderr == "lenet: 1 of 2 pictures could not be read\n"


def test_a_picture_that_is_too_large_names_the_option(tmp_path):
    Image.new("L", (9000, 2), 255).save(tmp_path / "wide.png")
    done = run("read", tmp_path / "wide.png")
    assert done.stderr.endswith(
        "at most 8192 pixels a side, received 9000x2; --max-side opens larger ones\n"
    )
    assert run("read", tmp_path / "wide.png", "--max-side", 9000).exit_code == 0


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


# What is asked


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
        (["--pattern", ""], "expected a pattern that some text of at least one digit or mark"),
        (["--json", "--csv"], "leave out one"),
        (["--max-error", "2"], "not in the range"),
        (["--length", "0"], "not in the range"),
        (["--length", "3-5"], r"for 3 to 5 digits say --pattern '\d{3,5}'"),
        (["--out", "a.xlsx"], "ends in .csv, .json, .jsonl, .parquet, .txt"),
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
