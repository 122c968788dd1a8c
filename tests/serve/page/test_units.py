"""A unit's arithmetic: what is shown adds up as it stands, to its network's value."""

import math
import re

import pytest

from .conftest import Page, in_chromium

pytestmark = in_chromium

SHOWN = """
const text = (of, at) => of.querySelector(at)?.innerText ?? "";
const unit = document.querySelector("#draw-unit");
const chips = [...unit.querySelectorAll(".part")].map((chip) => {
  chip.click();
  const cells = [...unit.querySelectorAll(".numbers tr")].map(
    (row) => [...row.cells].map((cell) => cell.innerText));
  return [chip.innerText.trim(), text(unit, ".numbers caption"), cells];
});
return [text(unit, "h4"), text(unit, "h4 b"), text(unit, ".formula"), chips];
"""
"""What stands in the unit's panel, with the table of each map that it reads."""

TERMS = {"−": "-", "×": "*", "⅔": "2 / 3", "1.7159 tanh": "1.7159 * tanh", "(bias)": ""}
KNOWN = {"tanh": math.tanh, "exp": math.exp, "max": max}


def worked_out(text: str) -> float:
    """What somebody gets who works out what is written."""
    for shown, meant in TERMS.items():
        text = text.replace(shown, meant)
    assert re.fullmatch(r"[-+*/().,\d\s]*|.*(tanh|exp|max).*", text), text
    return float(eval(text, {"__builtins__": {}}, KNOWN))


def is_shown(made: float, shown: str) -> bool:
    """Whether a number that was worked out, rounded, is the one that is shown."""
    places = len(shown.partition(".")[2])
    return abs(made - worked_out(shown)) <= 0.5 * 10**-places + 1e-9


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_the_numbers_that_are_shown_come_to_the_result_that_is_shown(
    page: Page, network: str
) -> None:
    page.choose("#network", network)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    layers = page.all("#draw-maps canvas[tabindex]")
    assert len(layers) >= 6
    for layer in layers:
        page.run("arguments[0].focus()", layer)
        title = layer.get_attribute("aria-label").partition(":")[0]
        for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowDown"):
            page.run(
                "arguments[0].dispatchEvent(new KeyboardEvent('keydown', {key: arguments[1]}))",
                layer,
                key,
            )
            page.until(
                "return document.querySelector('#draw-unit .formula')"
                " && document.querySelector('#draw-unit h4').innerText.startsWith(arguments[0])",
                title,
            )
            check(*page.run(SHOWN))


def check(
    title: str, value: str, formula: str, chips: list[tuple[str, str, list[list[str]]]]
) -> None:
    if formula.startswith("the largest of "):
        listed = formula.removeprefix("the largest of ").split(", ")
        assert max(map(worked_out, listed)) == worked_out(value), formula
        assert chips[0][0] == ""
    elif "squared and added: " in formula:
        assert formula.rpartition(": ")[2] == value
    else:
        sum_, _, squash = formula.partition(" → ")
        terms, _, total = sum_.rpartition(" = ")
        if terms.startswith("what the "):
            bias = terms.partition(" maps below come to ")[2]
            terms = " + ".join(shown for shown, *_ in chips) + bias
        assert is_shown(worked_out(terms.rpartition("products: ")[2]), total), (title, formula)
        worked = worked_out((squash or total).partition(", which")[0])
        assert is_shown(worked, value), (title, value, formula)
    for shown, caption, rows in chips:
        if "value × weight" not in caption:
            continue
        assert caption.endswith(f" {shown}"), (title, caption)
        assert len(chips) > 16 or shown.removeprefix("−") in formula, (title, shown, formula)
        assert is_shown(sum(map(product, rows)), shown), (title, caption, rows)


def product(row: list[str]) -> float:
    """What the cells of a row come to: of a grid, or of a list of products."""
    if not row[0].endswith(":"):
        return sum(worked_out(cell.replace("\n", " ")) for cell in row)
    made, _, shown = row[1].rpartition(" = ")
    if made:
        assert is_shown(worked_out(made), shown), row
    return worked_out(shown)


def test_f6_reads_units_and_not_maps(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    layer = page.one("#draw-maps canvas[aria-label^='F6']")
    page.run("arguments[0].focus()", layer)
    page.run("arguments[0].dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight'}))", layer)
    page.until("return document.querySelector('#draw-unit .formula') !== null")
    assert page.text("#draw-unit h4").startswith("F6 unit 0")
    assert page.text("#draw-unit .formula").startswith("120 products: ")
    assert len(page.all("#draw-unit .part")) == 1
    assert "C5: the 6 largest of 120 products" in page.text("#draw-unit .numbers caption")
    tall = "const one = document.querySelector('#draw-unit .chips');"
    assert page.run(f"{tall} return one.scrollHeight <= one.clientHeight")


def test_layers_whose_names_were_made_up_are_numbered(page: Page) -> None:
    page.choose("#network", "tutorial")
    page.draw("#draw-board", "3")
    page.until("return document.querySelector('#draw-maps h4 [title=\"conv 2\"]') !== null")
    names = [one.text.split("\n")[0] for one in page.all("#draw-maps h4")]
    assert names == ["input", "conv 1", "pool 1", "conv 2", "pool 2", "dense 1", "dense 2"]
