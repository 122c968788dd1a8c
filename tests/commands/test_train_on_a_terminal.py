"""``lenet train`` on terminals: wide, narrow, without colours, dumb."""

import re

import pytest

from .command_line import on_a_terminal, rows

pytestmark = pytest.mark.slow


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
