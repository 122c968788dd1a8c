"""``lenet train`` on terminals: wide, narrow, without colours, dumb."""

import re

import pytest

from .command_line import on_a_terminal, rows

pytestmark = pytest.mark.slow


def frames(told):
    """What stood on the line of an epoch, one after the other, without colours."""
    plain = re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", told)
    return [frame for frame in re.split(r"[\r\n]+", plain) if "/step" in frame]


def test_a_terminal_of_80_columns_shows_a_bar_an_epoch(tiny_folder, tmp_path):
    told = on_a_terminal("train", "--data", tiny_folder, "--epochs", 12, "--out", tmp_path / "run")
    assert [row for row in rows(told) if row.startswith("Epoch ")] == [
        f"Epoch {epoch}/12" for epoch in range(1, 13)
    ]
    shown = frames(told)
    assert max(map(len, shown)) <= 80
    last = shown[-1]
    assert re.search(r"^(\d+)/\1 ━+ \d+(\.\d+)?m?s \S+/step - accuracy: \d\.\d{4}", last.strip())
    assert told.count("\x1b[?25l") == told.count("\x1b[?25h")  # the cursor comes back


def test_a_narrow_terminal_shows_what_it_has_room_for(tiny_folder, tmp_path):
    words = ("train", "--data", tiny_folder, "--epochs", 1, "--out", tmp_path / "run")
    shown = frames(on_a_terminal(*words, columns=50))
    assert shown
    assert max(map(len, shown)) <= 50


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
    assert "Epoch 1/1" in told
    assert "/step - accuracy: " in told
