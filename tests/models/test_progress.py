"""What fit shows, on a terminal and elsewhere."""

import re
import sys
from typing import Any

import numpy as np
import pytest

from lenet.callbacks import LambdaCallback
from lenet.errors import ModelError
from lenet.layers import Dense
from lenet.models import Sequential, progress
from lenet.models.progress import Bars, Lines, Silent, display

FIGURES = (
    r"accuracy: \d\.\d{4} - loss: \d\.\d{4} - val_accuracy: \d\.\d{4} - val_loss: \d\.\d{4}"
    r" - [\d,]+ images/s"
)
LINE = re.compile(rf"1/1 - \d+\.\d\ds - \d+[mu]?s/step - {FIGURES}")
BAR = re.compile(rf"1/1 ━{{20}} \d+\.\d\ds \d+[mu]?s/step - {FIGURES}")


CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def terminal(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    """As if standard output were a terminal of so many columns."""
    for name, value in (("COLUMNS", str(columns)), ("LINES", "24"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)


def rows(shown: str) -> list[str]:
    """The rows that are left to see: each ends with a line feed or is drawn over."""
    return [line.split("\r")[-1].rstrip() for line in CONTROL.sub("", shown).split("\n")]


def fit(verbose: Any, **options: Any) -> None:
    model = Sequential([Dense(3, "softmax", input_shape=(4,))])
    model.compile(metrics=["accuracy"])
    x, y = np.ones((20, 4), np.float32), np.arange(20) % 3
    model.fit(x, y, epochs=2, validation_data=(x, y), verbose=verbose, **options)


def test_verbose_0_shows_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    fit(0)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("verbose", [1, 2, "auto", True])
def test_without_a_terminal_each_epoch_is_a_line_without_control_codes(
    verbose: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    fit(verbose)
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert lines[::2] == ["Epoch 1/2", "Epoch 2/2"]
    assert all(LINE.fullmatch(line) for line in lines[1::2])
    assert len(lines) == 4
    assert shown.err == ""


@pytest.mark.parametrize("verbose", [-1, 3, "silent", None, 0.5])
def test_another_verbose_is_refused(verbose: Any) -> None:
    with pytest.raises(ModelError, match='0, 1, 2 or "auto" for verbose'):
        display(verbose)


def test_a_terminal_gets_bars_and_a_line_when_it_asks_for_lines(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal(monkeypatch, 80)
    shown = display(1)
    try:
        assert type(shown) is Bars
    finally:
        shown.close()
    assert type(display(2)) is Lines
    assert type(display(0)) is Silent


def test_on_a_terminal_each_epoch_is_a_bar_as_keras_draws_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch, 140)
    fit(1)
    seen = rows(capsys.readouterr().out)
    assert seen[:4:2] == ["Epoch 1/2", "Epoch 2/2"]
    assert BAR.fullmatch(seen[1])
    assert BAR.fullmatch(seen[3])
    assert seen[4:] == [""]


def test_a_narrow_terminal_leaves_the_rightmost_figures_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch, 82)
    fit(1)
    seen = rows(capsys.readouterr().out)
    assert max(map(len, seen)) <= 80
    assert re.fullmatch(r"1/1 ━{20} \S+ \S+/step - accuracy: \S+ - loss: \S+", seen[1])


def test_evaluate_and_predict_show_a_bar_without_a_heading_when_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    model = Sequential([Dense(3, "softmax", input_shape=(4,))])
    model.compile(metrics=["accuracy"])
    x, y = np.ones((70, 4), np.float32), np.arange(70) % 3
    model.evaluate(x, y)
    model.predict(x)
    assert capsys.readouterr().out == ""
    model.evaluate(x, y, verbose=1)
    model.predict(x, verbose=2)
    measured, answered = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"3/3 - \S+s - \S+/step - accuracy: \S+ - loss: \S+ - .*", measured)
    assert re.fullmatch(r"3/3 - \S+s - \S+/step - [\d,]+ images/s", answered)


def test_an_unknown_number_of_batches_is_shown_as_keras_shows_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch, 100)
    shown = Bars()
    shown.begin(1, 2, 0, ["loss"])
    for steps in (1, 2):
        shown.batches(steps, None)
        monkeypatch.setattr(shown, "shown", 0.0)
        shown.advance(steps, {"loss": 0.5})
    assert "      2/Unknown 0." in CONTROL.sub("", capsys.readouterr().out)
    shown.end({"loss": 0.5})
    assert "2/2 ━━━" in CONTROL.sub("", capsys.readouterr().out)


@pytest.mark.parametrize("columns", [1, 10, 20])
def test_any_terminal_will_do(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch, columns)
    fit(1)
    assert "2/2" in CONTROL.sub("", capsys.readouterr().out).replace("\n", "") or columns < 5


def test_a_terminal_that_knows_no_control_codes_gets_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(monkeypatch, 120)
    monkeypatch.setenv("TERM", "dumb")
    fit(1)
    assert all(LINE.fullmatch(line) for line in capsys.readouterr().out.splitlines()[1::2])


@pytest.mark.parametrize("call", ["on_train_begin", "on_epoch_end"])
def test_the_bars_end_when_training_fails(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that is left with a hidden cursor is of no use."""
    shown = Silent()
    closed: list[bool] = []
    monkeypatch.setattr(shown, "close", lambda: closed.append(True))
    monkeypatch.setattr(progress, "display", lambda verbose: shown)

    def fail(*given: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fit(1, callbacks=LambdaCallback(**{call: fail}))
    assert closed == [True]


def test_the_bar_moves_within_an_epoch_and_ends_full(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    shown = Silent()
    monkeypatch.setattr(shown, "advance", lambda samples, figures: done.append(samples))
    monkeypatch.setattr(progress, "display", lambda verbose: shown)
    fit(1, callbacks=LambdaCallback(on_epoch_begin=lambda epoch, logs: done.append(0)))
    assert done[-1] == 20
    first, second = " ".join(map(str, done)).split("0 ", 1)[0], done
    assert first == ""
    assert second.count(20) >= 2


def test_figures_are_shown_with_four_places_or_a_power_of_ten() -> None:
    given = {"loss": 0.12345, "accuracy": 1.0, "learning_rate": 0.00025}
    assert progress.in_words(given) == (
        "loss: 0.1235 - accuracy: 1.0000 - learning_rate: 2.5000e-04"
    )


def test_an_epoch_without_time_has_no_speed() -> None:
    lines: list[str] = []
    shown = Lines(lines.append)
    shown.batches(0, 1)
    shown.begin(1, 1, 5, ["loss"])
    shown.trained = shown.started
    shown.end({"loss": 1.0})
    assert lines == ["Epoch 1/1", "0/1 - 0.00s - 0us/step - loss: 1.0000 - - images/s"]
