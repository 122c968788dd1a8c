"""The page in a real Chromium: drawn on with a mouse, fed, trained with, narrow, dark, by keys."""

import json
import re
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pooch
import pytest
from PIL import Image

from lenet.datasets.published import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts
from lenet.where import Where

from .conftest import STROKES, draw_text, write_idx_files

VIEWS = ("draw", "shake", "string", "read", "learn", "mistakes")
CHROMIUM, DRIVER = (shutil.which(name) for name in ("chromium", "chromedriver"))
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-sync", "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
AXE = "https://registry.npmjs.org/axe-core/-/axe-core-4.10.3.tgz"
AXE_SHA256 = "0f2b4d7dcdf7d1219df8d1959ad68e565f51d14c3f0d88bb71cd59abeb956292"
PATIENCE = 20.0

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Chromium with a profile of its own."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="module")
def small(mnist, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with 600 of MNIST's digits to train with and 100 to test with."""
    (images, labels), (test_images, test_labels) = mnist.train, mnist.test
    folder = tmp_path_factory.mktemp("small")
    arrays = {
        TRAIN_IMAGES: images[:600],
        TRAIN_LABELS: labels[:600],
        TEST_IMAGES: test_images[:100],
        TEST_LABELS: test_labels[:100],
    }
    write_idx_files(folder, Parts(arrays))
    return folder


class Page:
    """What a person does with the page and sees on it."""

    def __init__(self, driver: Any, address: str) -> None:
        self.driver, self.address = driver, address
        self.services = [address]

    def move(self, client: Any) -> None:
        """Be the page of another service from now on."""
        self.address = str(client.base_url)
        self.services.append(self.address)

    def open(self, view: str = "draw") -> None:
        self.driver.get("about:blank")
        self.driver.get(f"{self.address}/#{view}")
        self.until("return document.querySelector('#network').value !== ''")

    def go(self, view: str) -> None:
        self.one(f'nav a[href="#{view}"]').click()

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def one(self, selector: str) -> Any:
        """The element, as soon as the page has made it."""
        return self.until("return document.querySelector(arguments[0])", selector)

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0])?.innerText", selector))

    def run(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    def until(self, script: str, *given: Any) -> Any:
        """What a script returns as soon as that is true."""
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: self.run(script, *given))

    def choose(self, selector: str, value: str) -> None:
        self.run(
            "const [at, value] = arguments; const one = document.querySelector(at);"
            "one.value = value;"
            "for (const kind of ['input', 'change']) one.dispatchEvent(new Event(kind))",
            selector,
            value,
        )

    def draw(self, selector: str, text: str, *, left: float = 0.3, height: float = 0.6) -> None:
        """Draw digits with the mouse; ``left`` and ``height`` are shares of the board's."""
        from selenium.webdriver.common.action_chains import ActionChains

        board = self.one(f"{selector} canvas")
        wide, high = board.size["width"], board.size["height"]
        size = height * high
        for place, digit in enumerate(text):
            corner = np.array((left * wide + 0.85 * size * place, 0.2 * high)) - (
                wide / 2,
                high / 2,
            )
            for stroke in STROKES[digit]:
                points = [tuple(map(int, corner + size * np.array(point))) for point in stroke]
                hand = ActionChains(self.driver, duration=20)
                hand.move_to_element_with_offset(board, *points[0]).click_and_hold()
                for point in points[1:]:
                    hand.move_to_element_with_offset(board, *point)
                hand.release().perform()

    def answer(self, selector: str, expected: str) -> None:
        """Wait until an answer is shown."""
        self.until(
            "return document.querySelector(arguments[0])?.dataset.answer === arguments[1]",
            f"{selector} [data-answer]",
            expected,
        )

    def screen(self, width: int, height: int, scheme: str = "light") -> None:
        """Take a screen of another size, and the system's light or dark."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def asked(self) -> list[str]:
        """Every address that was asked for."""
        events = [
            json.loads(one["message"])["message"] for one in self.driver.get_log("performance")
        ]
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
        ]


@pytest.fixture
def page(chromium, serve, small: Path) -> Iterator[Page]:
    """The page of a service; afterwards nothing was complained of, and nobody else was asked."""
    chromium.get("about:blank")
    for log in ("performance", "browser"):
        chromium.get_log(log)
    made = Page(chromium, str(serve(data=Where(str(small)), threads=2).base_url))
    made.screen(1280, 900)
    made.open()
    yield made
    complaints = [one["message"] for one in chromium.get_log("browser") if one["level"] == "SEVERE"]
    asked = made.asked()
    made.run("localStorage.clear()")
    made.driver.get("about:blank")
    assert complaints == []
    assert asked
    own = tuple(f"{address}/" for address in made.services)
    assert [
        url for url in asked if not url.startswith((*own, "data:", "blob:", "chrome:", "about:"))
    ] == []


@pytest.mark.parametrize("digit", ["3", "7"])
def test_a_digit_drawn_with_the_mouse_is_read(page: Page, digit: str) -> None:
    page.draw("#draw-board", digit)
    page.answer("#draw-answer", digit)
    assert len(page.all("#draw-steps li")) == 4
    names = [one.text.split()[0] for one in page.all("#draw-maps h4")]
    assert names == ["C1", "S2", "C3", "S4", "C5", "F6", "RBF"]
    assert len(page.all("#draw-answer .classes li")) == 10
    assert len(page.all("#draw-maps .wires path")) == 60  # Table I


def test_an_empty_board_gets_no_answer(page: Page) -> None:
    assert page.all("#draw-answer [data-answer]") == []
    page.draw("#draw-board", "1")
    page.answer("#draw-answer", "1")
    page.one("#draw-undo").click()
    page.until("return !document.querySelector('#draw-answer [data-answer]')")
    assert not page.one("#draw-maps").is_displayed()


def test_two_digits_are_read_as_a_string_and_each_is_looked_into(page: Page) -> None:
    page.draw("#draw-board", "72", left=0.1, height=0.4)
    page.answer("#draw-answer", "72")
    page.one("#draw-answer .word button:nth-child(2)").click()
    page.until("return document.querySelector('.word [aria-pressed=true]').textContent === '2'")


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_a_units_arithmetic_comes_to_the_value_that_its_network_gave_it(
    page: Page, network: str
) -> None:
    page.choose("#network", network)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for layer in page.all("#draw-maps canvas[tabindex]"):
        page.run("arguments[0].focus()", layer)
        before = page.text("#draw-unit")
        for key in ("ArrowRight", "ArrowDown", "ArrowRight"):
            page.run(
                "arguments[0].dispatchEvent(new KeyboardEvent('keydown', {key: arguments[1]}))",
                layer,
                key,
            )
        page.until("return document.querySelector('#draw-unit').innerText !== arguments[0]", before)
        check_sums(page)


def check_sums(page: Page) -> None:
    """What the formula says comes to the value in the heading."""
    value, formula = number(page.text("#draw-unit h4 b")), page.text("#draw-unit .formula")
    if "softmax" in formula:
        return
    made = number(re.findall(r"[−\d.]+", formula.partition(" →")[0])[-1])
    if "largest" in formula:
        made = max(number(one) for one in re.findall(r"[−\d.]+", formula))
    elif "/" in formula:
        return
    if "tanh" in formula:
        scale = (1.7159, 2 / 3) if "1.7159" in formula else (1, 1)
        made = scale[0] * float(np.tanh(scale[1] * made))
    elif "max(0" in formula:
        made = max(0.0, made)
    assert made == pytest.approx(value, abs=0.06)


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_keys_alone_draw_a_digit(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    board = page.one("#draw-board canvas")
    page.run("arguments[0].focus()", board)
    board.send_keys(Keys.ARROW_UP * 14 + " " + Keys.ARROW_DOWN * 28 + " ")
    page.answer("#draw-answer", "1")


def test_drawing_does_not_scroll_the_page(page: Page) -> None:
    for view in ("draw", "string"):
        page.go(view)
        page.until(f"return document.querySelector('#{view}-board canvas') !== null")
        canvas = page.one(f"#{view}-board canvas")
        assert page.run("return getComputedStyle(arguments[0]).touchAction", canvas) == "none"


def test_a_test_digit_is_shaken_until_it_breaks(page: Page) -> None:
    page.go("shake")
    page.answer("#shake-answer", "7")
    page.until("return document.querySelectorAll('#shake-changes .curve').length === 7")
    page.choose("#shake-changes .change:nth-child(4) input", "10")
    page.until(
        "return document.querySelector('#shake-answer [data-answer]').dataset.answer !== '7'"
    )
    assert "The paper: −30° to 30°" in page.one("#shake-changes .change:nth-child(4)").text
    page.one("#shake-still").click()
    page.answer("#shake-answer", "7")


def test_play_moves_a_slider_and_the_maps(page: Page) -> None:
    page.go("shake")
    page.answer("#shake-answer", "7")
    play = page.one("#shake-changes .play")
    play.click()
    page.until("return document.querySelector('.change output').textContent !== '0 pixels'")
    play.click()


def test_a_string_is_swept_and_its_best_path_drawn(page: Page) -> None:
    page.go("string")
    page.draw("#string-board", "20745", left=0.05)
    page.answer("#string-said", "20745")
    spelled = (
        "return [...document.querySelectorAll('#string-sweep .read')].map((one) => one.textContent)"
    )
    assert page.run(spelled) == list("20745")
    path = "return document.querySelector('#string-sweep .path').getAttribute('d')"
    assert page.run(path).startswith("M")


def test_pictures_are_read_and_taken_away(page: Page, tmp_path: Path) -> None:
    paths = [tmp_path / "amount.png", tmp_path / "none.png"]
    line = np.rint(255 * (1 - draw_text("5315", 40))).astype(np.uint8)
    Image.fromarray(line).save(paths[0])
    paths[1].write_bytes(b"not a picture")
    page.go("read")
    page.one("#read-files").send_keys("\n".join(map(str, paths)))
    page.answer("#read-results", "5315")
    page.until("return document.querySelectorAll('.picture[aria-busy]').length === 0")
    assert len(page.all("#read-results .shown rect")) == 4
    assert len(page.all("#read-results .way img")) >= 6
    assert len(page.all("#read-results .rejected")) == 1
    kept = "const made = []; const own = URL.createObjectURL;\n"
    kept += "URL.createObjectURL = (blob) => { made.push(blob); return own(blob); };\n"
    kept += "HTMLAnchorElement.prototype.click = () => {};\n"
    kept += "for (const id of ['read-json', 'read-csv']) document.getElementById(id).click();\n"
    told, table = page.run(f"{kept} return Promise.all(made.map((blob) => blob.text()))")
    assert [one.get("text") for one in json.loads(told)] == ["5315", None]
    assert table.splitlines()[1].startswith("amount.png,1,,5315,5315.00,")
    page.driver.get_log("browser")  # Chromium's own word on the picture that is none


def test_two_epochs_are_watched_and_the_network_is_drawn_on(page: Page) -> None:
    page.go("learn")
    page.one("#learn-epochs").send_keys("2")
    page.one("#learn-start").click()
    page.until("return document.querySelector('#learn-said').dataset.state === 'finished'")
    assert "of 100 test digits misread" in page.one("#learn-said").text
    assert len(page.all("#learn-kernels canvas")) == 6
    assert len(page.all("#learn-loss .line")) == 2
    assert page.all("#learn-misread button")
    page.driver.refresh()
    page.until("return document.querySelector('#learn-said').dataset.state === 'finished'")
    page.one("#learn-draw").click()
    page.until("return document.querySelector('#network').value === 'tutorial-1'")
    page.draw("#draw-board", "1")
    page.until("return document.querySelector('#draw-answer [data-answer]') !== null")


def test_mistakes_are_sorted_clicked_into_and_opened_in_draw(page: Page, serve, mnist) -> None:
    page.move(serve(data=Where("mnist"), threads=2))
    page.open("mistakes")
    page.until("return document.querySelectorAll('#mistakes-digits button').length === 73")
    page.choose("#mistakes-sort", "index")
    first = page.one("#mistakes-digits button").get_attribute("aria-label")
    assert first.startswith("test digit 247, a 4 read as ")
    page.one("#mistakes-confusion button[aria-label='9 read as 8: 7']").click()
    assert len(page.all("#mistakes-digits button")) == 7
    page.one("#mistakes-digits button").click()
    page.answer("#draw-answer", "8")
    assert page.run("return location.hash") == "#draw"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_problem_on_a_wide_and_a_narrow_screen(
    page: Page, scheme: str, axe: str
) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for width in (1280, 390):
        page.screen(width, 844, scheme)
        for view in VIEWS:
            page.go(view)
            page.until(READY[view])
            page.run(f"if (!window.axe) {{ {axe} ; window.axe = axe }}")
            found = page.run("return axe.run()")
            assert len(found["passes"]) > 10
            bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
            said = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in bad]
            assert said == [], (view, width)


READY = {
    "draw": "return document.querySelector('#draw-maps h4') !== null",
    "shake": "return document.querySelectorAll('#shake-changes .curve').length === 7",
    "string": "return document.querySelector('#string-board canvas') !== null",
    "read": "return document.querySelector('#read-drop') !== null",
    "learn": "return document.querySelector('#learn-said').textContent !== ''",
    "mistakes": "return document.querySelectorAll('#mistakes-confusion td').length === 100",
}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, as its authors publish it."""
    archive = pooch.retrieve(AXE, AXE_SHA256, path=pooch.os_cache("lenet-tests"))
    with tarfile.open(archive) as files:
        script = files.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def test_nothing_is_wider_than_a_narrow_screen(page: Page) -> None:
    page.screen(390, 844)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for view in VIEWS:
        page.go(view)
        page.until(READY[view])
        wide = page.run("return document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, view


def test_it_is_dark_where_the_system_is_and_as_the_switch_says(page: Page) -> None:
    def background() -> str:
        return str(page.run("return getComputedStyle(document.body).backgroundColor"))

    light = background()
    page.screen(1280, 900, "dark")
    dark = background()
    assert dark != light
    page.one("#theme").click()  # from as the system has it to light
    assert background() == light
    page.driver.refresh()
    page.until("return document.querySelector('#network').value !== ''")
    assert background() == light
    page.one("#theme").click()
    assert background() == dark


def test_a_token_is_asked_for_once(page: Page, serve, small: Path) -> None:
    page.driver.get_log("browser")
    page.move(serve(data=Where(str(small)), token="word"))
    page.driver.get(page.address)
    page.until("return document.querySelector('#token').open")
    page.one("#token-word").send_keys("word\n")
    page.until("return document.querySelector('#network').value !== ''")
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    page.run("sessionStorage.clear()")
    page.driver.get_log("browser")  # Chromium's own word on the refusals
