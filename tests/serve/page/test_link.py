"""The address says what is seen: whoever opens it sees the same, and a damaged one does no harm."""

import base64
import io
import random
import string
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from lenet.datasets.where import Where

from .conftest import Page, in_chromium

pytestmark = in_chromium

SEEN = """
const view = [...document.querySelectorAll('main > section')].find((one) => !one.hidden);
const isSeen = (one) => one.getClientRects().length > 0;
const told = (selector, tell) => [...view.querySelectorAll(selector)].filter(isSeen).map(tell);
return JSON.stringify([
  view.id, document.querySelector('#network').value, view.innerText,
  told('canvas', (one) => one.toDataURL()),
  told('input, select', (one) => one.type === 'checkbox' ? one.checked : one.value),
  told('[aria-pressed=true]', (one) => one.getAttribute('aria-label') ?? one.innerText),
]);
"""
"""All that a view shows: its words, its canvases' pixels, its fields, and what is chosen."""


def opened_anew(page: Page, address: str) -> None:
    """Open an address as somebody else, of whom the browser remembers nothing."""
    page.run("localStorage.clear(); sessionStorage.clear()")
    page.driver.get("about:blank")
    page.driver.get(address)


def check_same(page: Page) -> str:
    """What is seen now is seen by whoever opens the address, which then stays as it is."""
    page.run("document.activeElement.blur()")
    seen = settled(page)
    address = page.run("return location.href")
    opened_anew(page, address)
    page.until(f"return (() => {{ {SEEN} }})() === arguments[0]", seen)
    assert page.run("return document.querySelector('#problem').hidden")
    assert page.run("return location.href") == address
    return str(address.partition("#")[2])


COUNTED = """
window.waiting = 0;
const own = window.fetch;
window.fetch = (...given) => {
  window.waiting += 1;
  return own(...given).finally(() => { setTimeout(() => { window.waiting -= 1 }, 1000) });
};
"""
"""Counts the questions that are not answered yet, or whose answer is not shown yet."""


@pytest.fixture(autouse=True)
def _counted(page: Page) -> Iterator[None]:
    made = page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": COUNTED})
    page.run(COUNTED)
    yield
    page.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", made)


def settled(page: Page) -> str:
    """All that is seen, when every question is answered and the address is up to date."""
    page.until("return window.waiting === 0")
    page.run("return import('/page/link.js').then(({ write }) => write())")
    return str(page.run(SEEN))


def keep_unit(page: Page, layer: int) -> None:
    """Point at a unit of a layer with the keys, and keep it."""
    for key in ("ArrowRight", "ArrowDown", "ArrowRight", "Enter"):
        page.run(
            "const canvas = document.querySelectorAll('#draw-maps canvas[tabindex]')[arguments[0]];"
            "canvas.focus();"
            "canvas.dispatchEvent(new KeyboardEvent('keydown', {key: arguments[1]}))",
            layer,
            key,
        )


def test_a_drawing_its_network_and_the_unit_that_was_kept(page: Page) -> None:
    page.choose("#network", "tutorial")
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    keep_unit(page, 1)
    said = check_same(page)
    assert said.startswith("draw?net=tutorial&ink=1")
    assert said.endswith("&unit=average_pooling2d.0.1.1")
    assert "row 1, column 1" in page.one("#draw-unit h4").text


def test_the_digit_that_was_chosen_of_a_string(page: Page) -> None:
    page.draw("#draw-board", "72", left=0.1, height=0.4)
    page.answer("#draw-answer", "72")
    page.one("#draw-answer .word button:nth-child(2)").click()
    page.until("return document.querySelector('.word [aria-pressed=true]').textContent === '2'")
    assert check_same(page).endswith("&digit=1")


def test_a_board_that_was_cleared_and_an_example_that_was_not(page: Page) -> None:
    assert check_same(page) == "draw?net=original&blank=1"
    page.open("string")
    assert check_same(page) == "string?"
    page.one("#string-clear").click()
    assert check_same(page) == "string?blank=1"
    assert not page.one("#string-board .lent").is_displayed()


def test_a_digit_that_was_misread(page: Page, serve) -> None:
    page.move(serve(data=Where("mnist"), threads=2))
    page.open("mistakes")
    page.until("return document.querySelectorAll('#mistakes-digits button').length === 73")
    page.choose("#mistakes-sort", "index")
    page.one("#mistakes-confusion button[aria-label='9 read as 8: 7']").click()
    assert check_same(page) == "mistakes?net=original&cell=9.8&sort=index"
    page.one("#mistakes-digits button").click()
    page.answer("#draw-answer", "8")
    page.until("return location.hash.includes('test=')")
    assert check_same(page) == "draw?net=original&test=2129"


def test_a_digit_that_is_shaken(page: Page) -> None:
    page.go("shake")
    page.answer("#shake-answer", "7")
    page.until("return document.querySelectorAll('#shake-changes .curve').length === 7")
    page.one("#shake-digits button:nth-child(3)").click()
    page.answer("#shake-answer", "1")
    page.choose("#shake-changes .change:nth-child(4) input", "70")
    page.choose("#shake-changes .change:nth-child(3) input", "130")
    said = check_same(page)
    assert said.startswith("shake?net=original&test=2&from=0&scale=")
    assert "&rotation=" in said


def test_a_drawing_that_is_shaken(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    page.go("shake")
    page.answer("#shake-answer", "3")
    page.until("return !document.querySelector('#shake-changes p').textContent.includes('Misread')")
    settled(page)
    page.run("document.querySelector('#shake-drawing').disabled = true")  # there is no drawing
    assert check_same(page).startswith("shake?net=original&image=1")


def test_a_string(page: Page) -> None:
    page.go("string")
    page.draw("#string-board", "20745", left=0.05)
    page.answer("#string-said", "20745")
    page.one("#string-amount").click()
    assert check_same(page).endswith("&amount=1")
    assert len(page.all("#string-sweep .read")) == 5


def test_settings_of_read_and_learn(page: Page) -> None:
    page.go("read")
    page.choose("#read-grammar", "digits")
    page.choose("#read-pattern", "[0-9]{4} & x=1")
    page.choose("#read-error", "0.05")
    assert check_same(page).startswith("read?for=digits&pattern=%5B0-9%5D%7B4%7D")
    page.go("learn")
    page.state("idle")
    page.choose("#learn-network", "original")
    for name, value in (("recipe", "mini-batch"), ("epochs", "7"), ("rate", "0.00005")):
        page.choose(f"#learn-{name}", value)
    page.one("#learn-distort").click()
    assert check_same(page) == (
        "learn?network=original&recipe=mini-batch&epochs=7&rate=0.00005&distort=1"
    )


def test_back_shows_the_view_before_as_it_was_left(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    drawn = settled(page)
    page.go("shake")
    page.answer("#shake-answer", "3")
    page.go("string")
    page.until("return location.hash.startsWith('#string?')")
    page.go("draw")
    page.until("return location.hash.startsWith('#draw?')")
    page.one("#draw-clear").click()
    page.choose("#network", "modern")
    page.until("return location.hash === '#draw?net=modern&blank=1'")
    for view in ("string", "shake"):
        page.driver.back()
        page.until(f"return location.hash.startsWith('#{view}?')")
    page.answer("#shake-answer", "3")
    page.driver.back()
    page.until(f"return (() => {{ {SEEN} }})() === arguments[0]", drawn)


HOSTILE = (
    "draw?ink=1AAAA",
    "draw?ink=9gAKY",
    "draw?ink=1" + "f" * 200,
    "draw?ink=1" + "_" * 60_000,
    "draw?image=1____",
    "draw?image=1AP8A_wD_",
    "draw?test=-1",
    "draw?test=99999999999999999999",
    "draw?test=100",
    "draw?net=nobody",
    "draw?net=%2e%2e%2f",
    "draw?net=" + "n" * 201,
    "draw?ink=1gAI8&unit=C3.99.0.0",
    "draw?%=%&%E0%A4%A",
    "draw?net=original&net=modern",
    "draw?<script>alert(1)</script>=1",
    "draw?__proto__=1&constructor=2&toString=3",
    "shake?rotation=1e999",
    "shake?rotation=359",
    "shake?noise=NaN",
    "shake?scale=",
    "string?amount=true",
    "string?ink=1gAKAAg",
    "read?errors=2",
    "read?pattern=" + "9" * 201,
    "learn?epochs=0",
    "learn?network=tutorial&recipe=paper",
    "mistakes?cell=3.3",
    "mistakes?cell=99.1",
    "mistakes?sort=__proto__",
)


@pytest.mark.parametrize("said", HOSTILE)
def test_a_damaged_part_is_left_out_with_a_sentence(page: Page, said: str) -> None:
    opened_anew(page, f"{page.address}/#{said}")
    page.until("return document.querySelector('#network').value !== ''")
    page.until("return !document.querySelector('#problem').hidden")
    told = page.text("#problem")
    assert told.startswith("Of this link ")
    assert "<script>" not in told
    view = said.partition("?")[0]
    assert page.one(f"#view-{view}").is_displayed()
    page.until(f"return location.hash.startsWith('#{view}?') && location.hash.length < 200")


@pytest.mark.parametrize(
    "said", ["toString", "__proto__?a=1", "?", "%", "nothing?net=x", "", "?net=modern"]
)
def test_an_address_without_a_view_is_that_of_draw(page: Page, said: str) -> None:
    opened_anew(page, f"{page.address}/#{said}")
    page.until("return location.hash === '#draw?net=original'")


def test_random_texts_are_drawings_or_nothing(page: Page) -> None:
    chance = random.Random(7)
    letters = string.ascii_letters + string.digits + "-_"
    texts = ["1" + "".join(chance.choices(letters, k=chance.randrange(40))) for _ in range(3000)]
    script = """
      const texts = arguments[0];
      return import('/page/packing.js').then(({ packInk, unpackInk, packImage, unpackImage }) =>
        texts.map((text) => [unpackInk(text), unpackImage(text)]).map(([ink, image]) => [
          ink && JSON.stringify(unpackInk(packInk(ink))) === JSON.stringify(ink), image !== null,
        ]));
    """
    found = page.run(script, texts)
    assert {ink for ink, _ in found} == {None, True}


def test_what_is_packed_comes_back_without_loss_and_is_short(page: Page, mnist) -> None:
    images = mnist.test[0][:200].tolist()
    empty, full = np.zeros((28, 28), int).tolist(), np.full((28, 28), 255).tolist()
    chance = np.random.default_rng(3)
    strokes = (chance.integers(-400, 4000, (20, 30, 3)) / 4).tolist()
    for stroke in strokes:
        for at, point in enumerate(stroke):
            point[2] = 20 if len(stroke[0]) % 2 else 0.25 * (1 + at)
    script = """
      const [images, strokes] = arguments;
      return import('/page/packing.js').then(({ packInk, unpackInk, packImage, unpackImage }) => {
        const texts = images.map(packImage);
        const ink = { width: 960, height: 180, strokes };
        const tooMuch = packInk({ ...ink, strokes: Array(301).fill([[1, 1, 1]]) });
        const lengths = texts.map(({ length }) => length);
        return [texts.map(unpackImage), lengths, unpackInk(packInk(ink)), tooMuch];
      });
    """
    back, lengths, ink, too_much = page.run(script, [*images, empty, full], strokes)
    assert back == [*images, empty, full]
    assert np.mean(lengths[:200]) < 450
    assert ink == {"width": 960, "height": 180, "strokes": strokes}
    assert too_much is None


def test_the_link_is_copied(page: Page) -> None:
    page.driver.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    page.draw("#draw-board", "1")
    page.answer("#draw-answer", "1")
    page.one("#share-copy").click()
    page.until("return document.querySelector('#share-copy').innerText === 'Copied'")
    copied = page.run("return navigator.clipboard.readText()")
    assert copied == page.run("return location.href")
    assert "&ink=1" in copied


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_picture_of_a_view_looks_as_the_view(page: Page, scheme: str, width: int) -> None:
    page.screen(width, 900, scheme)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    if width > 600:  # else what is said of a unit lies over the view
        keep_unit(page, 1)
    page.choose("#draw-width", "30")
    page.run("document.activeElement.blur(); scrollTo(0, 0)")
    seen = settled(page)
    made = page.run(
        "const view = document.querySelector('#view-draw');"
        "return import('/page/snapshot.js').then(({ pictureOf }) => pictureOf(view, 'words below'))"
        ".then((blob) => new Promise((done) => {"
        "  const reader = new FileReader();"
        "  reader.onload = () => done(reader.result.split(',')[1]);"
        "  reader.readAsDataURL(blob); }))"
    )
    assert page.run(SEEN) == seen
    picture = Image.open(io.BytesIO(base64.b64decode(made))).convert("RGB")
    page.run("scrollTo(0, 0)")
    screen = Image.open(io.BytesIO(page.driver.get_screenshot_as_png())).convert("RGB")
    left, top, wide, high = page.run(
        "const view = document.querySelector('#view-draw');"
        "const {x, y, width, height} = view.getBoundingClientRect();"
        "return [x, y, width, height].map(Math.round)"
    )
    high = min(high, 560)  # below, the layout of a window that is too low lets things overlap
    assert abs(picture.width - 2 * (wide + 32)) <= 2
    inner = picture.resize((picture.width // 2, picture.height // 2), Image.Resampling.BOX)
    far = min(
        (differences(inner, screen, (left, top, wide, high), down) for down in (-1, 0, 1)),
        key=lambda one: float(one.mean()),
    )  # a layer may stand a fraction of a pixel higher
    assert far.mean() < 4
    assert (far > 100).mean() < 0.03


def differences(
    inner: Image.Image, screen: Image.Image, box: tuple[int, int, int, int], down: int
) -> NDArray[np.float64]:
    """How far the picture's colours are from those in the screen's box, [row][column]."""
    left, top, wide, high = box
    ours = inner.crop((16, 16 + down, 16 + wide, 16 + high + down))
    theirs = screen.crop((left, top, left + wide, top + high))
    return np.abs(np.asarray(ours, float) - np.asarray(theirs, float)).mean(2)
