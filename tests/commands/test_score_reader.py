"""``lenet score`` as its users meet it, with a fake reader."""

import csv
import io
import re

import pytest

from .command_line import objects, run


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
