"""``lenet summary``, ``evaluate`` and ``predict`` as their users meet them."""

import json
import re
import shutil

import numpy as np
import pytest
from PIL import Image

from .command_line import refused, run

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
    (tmp_path / "empty").mkdir()
    bad = [tmp_path / "text.png", tmp_path / "empty", "missing.png"]
    done = run("predict", tiny_run, small, *bad, large)
    assert done.exit_code == 1
    first, second = done.stdout.splitlines()
    assert re.fullmatch(rf"{small}  \S+  [\d.]+ %", first)
    assert second.startswith(f"{large}  ")
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == list(map(str, bad))


def test_a_folder_of_pictures_and_standard_input_are_read(tiny_run, seven, tmp_path):
    inside = tmp_path / "scans" / "more"
    inside.mkdir(parents=True)
    for number, picture in enumerate(seven):
        (inside / f"{number}{picture.suffix}").write_bytes(picture.read_bytes())
    named, alone = (run("predict", *words) for words in (["modern", inside], [inside.parent]))
    assert named.exit_code == 0
    assert named.stdout == alone.stdout
    assert len(alone.stdout.splitlines()) == 2
    piped = run("predict", "-", input=seven[1].read_bytes())
    assert re.fullmatch(r"-  7  [\d.]+ %\n", piped.stdout)


def test_predictions_are_an_object_a_line_with_every_score(tiny_run, seven):
    done = run("predict", tiny_run, *seven, "--json")
    assert done.exit_code == 0
    for line, picture in zip(done.stdout.splitlines(), seven, strict=True):
        answer = json.loads(line)
        assert answer["file"] == str(picture)
        assert answer["scores"][answer["answer"]] == max(answer["scores"].values())
        assert answer["confidence"] == pytest.approx(max(answer["scores"].values()), abs=1e-3)
        assert (answer["reason"], answer["seen"]) == ("", "")
        assert list(answer["scores"])[:4] == ["0", "1", "2", "#3"]
        assert sum(answer["scores"].values()) == pytest.approx(1, abs=1e-5)


def test_what_is_not_one_digit_is_a_result_with_its_reason_and_a_status_of_its_own(
    seven, tmp_path, draw_line
):
    page = np.rint(255 - 255 * np.pad(draw_line("27", 60), 12)).astype(np.uint8)
    Image.fromarray(page).save(tmp_path / "27.png")
    done = run("predict", "modern", seven[1], tmp_path / "27.png")
    assert done.exit_code == 3
    assert done.stderr == ""
    one, several = done.stdout.splitlines()
    assert re.fullmatch(rf"{seven[1]}  7  [\d.]+ %", one)
    assert re.fullmatch(r".*27\.png  not one digit: several digits, 27  [\d.]+ %", several)
    told = json.loads(run("predict", "modern", tmp_path / "27.png", "--json").stdout)
    assert (told["answer"], told["reason"], told["seen"]) == (None, "several digits", "27")
    assert run("predict", "modern", tmp_path / "27.png", "missing.png").exit_code == 1


def test_a_picture_alone_is_read_by_modern(seven):
    assert run("predict", seven[1]).stdout == run("predict", "modern", seven[1]).stdout
    assert "Missing argument 'PICTURE...'" in run("predict", "modern").stderr


def test_a_network_that_is_not_there_is_told_what_there_is(seven):
    assert refused("predict", "moden", seven[0]) == (
        "lenet: expected tutorial, original, modern, a run's folder or a picture, "
        "received 'moden', which is not there\n"
    )
