"""The model card says what config.json says, nothing more than is known, and can be followed."""

import json
import re
import shlex

import pytest
from click.testing import CliRunner

from lenet.commands.main import main
from lenet.datasets.where import Where
from lenet.evaluation import Score
from lenet.runs import run as runs
from lenet.runs.card import card, escaped


def card_of(run, score):
    """The card of a run with such a result."""
    described = run.model.describe()
    return card(run.record(score), described, run.recipe, run.data, seed=run.model.seed)


@pytest.fixture(scope="module")
def text(tiny_run):
    return (tiny_run / "README.md").read_text()


def test_the_errors_come_first_with_their_denominator(tiny_run, text):
    result = json.loads((tiny_run / "config.json").read_text())["result"]
    title, _, first = text.partition("\n---\n")[2].splitlines()[:3]
    assert title == r"# LeNet-5 (tutorial) on tiny\-idx"
    assert first == (
        f"**{result['errors']} errors out of 6** test images: "
        f"{100 * result['error_rate']:.2f} %, loss {result['loss']:.4f}."
    )


def test_thousands_are_told_apart(tiny_run):
    told = card_of(runs.resume(tiny_run), Score(images=10_000, errors=1_234, loss=0.5))
    assert "**1,234 errors out of 10,000** test images: 12.34 %, loss 0.5000." in told


def test_it_tells_how_the_network_was_made(text):
    for fact in (
        "| network | tutorial, 53,558 parameters |",
        r"| data | tiny\-idx, 12 training and 6 test images |",
        "| recipe | Adam, learning rate 0.001 (constant), batches of 32, input normalised `l2`, "
        "loss `sparse_categorical_crossentropy` |",
        "| trained | 2 of 2 epochs |",
        "| seed | 0 |",
    ):
        assert fact in text.splitlines()
    assert "It tells apart 0, 1, 2, and nothing else" in text


def test_it_says_nothing_that_a_resumed_run_would_say_otherwise(tiny_run, text):
    assert not re.search(r"\d ?(s|ms|seconds|images/s)\b", text)
    assert not re.search(r"\b20\d\d-\d\d", text)
    assert str(tiny_run) not in text
    assert tiny_run.name not in text


def test_every_picture_it_shows_is_there_and_every_picture_there_is_shown(tiny_run, text):
    shown = set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text))
    assert shown == {path.name for path in tiny_run.glob("*.png")}


def test_its_commands_work_where_it_lies(tiny_run, text, monkeypatch, tmp_path):
    block = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[0]
    commands = [shlex.split(line, comments=True) for line in block.splitlines()]
    assert [command[:2] for command in commands] == [
        ["lenet", "predict"],
        ["lenet", "evaluate"],
        ["lenet", "summary"],
    ]
    monkeypatch.chdir(tiny_run)
    for command in commands:
        given = [word.replace("PICTURE", "first") for word in command[1:]]
        done = CliRunner().invoke(main, given)
        assert done.exit_code == 0, done.output


def test_a_recipe_with_a_schedule_names_adamw_and_its_decay(tiny_folder, tmp_path):
    run = runs.begin("modern", Where(str(tiny_folder)), tmp_path / "run")
    told = card_of(run, Score(6, 0, 0.0))
    recipe = run.recipe
    assert f"AdamW, learning rate {recipe.learning_rate:g} (one-cycle), batches of" in told
    assert f"weight decay {recipe.weight_decay:g}" in told


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("seven", "seven"),
        ("T-shirt/top", r"T\-shirt/top"),
        ("a|b", r"a\|b"),
        ("two\nlines", "two lines"),
        ("<b>*x*</b>", r"\<b\>\*x\*\</b\>"),
        ("[x](http)", r"\[x\]\(http\)"),
    ],
)
def test_names_are_shown_letter_by_letter(name, shown):
    assert escaped(name) == shown


def test_braces_in_a_name_are_no_field_of_the_text(tiny_run):
    run = runs.resume(tiny_run)
    run.network = "{data}{0}"
    assert r"(\{data\}\{0\})" in card_of(run, Score(6, 0, 0.0))
