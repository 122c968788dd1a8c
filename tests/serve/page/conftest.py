"""The page in a real Chromium, and what a person does with it."""

import json
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pooch  # type: ignore[import-untyped]
import pytest
from PIL import Image

from lenet.datasets.parts import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS, Parts
from lenet.datasets.where import Where

from ...conftest import STROKES, draw_text, write_idx_files

READY = {
    "draw": "return document.querySelector('#draw-maps h4') !== null",
    "shake": "return document.querySelectorAll('#shake-changes .curve').length === 7",
    "string": "return document.querySelector('#string-board canvas') !== null",
    "read": "return document.querySelector('#read-drop') !== null",
    "learn": "return document.querySelector('#learn-said').textContent !== ''",
    "mistakes": "return document.querySelectorAll('#mistakes-confusion td').length === 100",
}
"""What is true when a view has made what it shows."""
CHROMIUM, DRIVER = (shutil.which(name) for name in ("chromium", "chromedriver"))
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-sync", "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
AXE = "https://registry.npmjs.org/axe-core/-/axe-core-4.10.3.tgz"
AXE_SHA256 = "0f2b4d7dcdf7d1219df8d1959ad68e565f51d14c3f0d88bb71cd59abeb956292"
PATIENCE = 20.0

in_chromium = [
    pytest.mark.page,
    pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="there is no Chromium here"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
"""Marks of the tests that need one."""


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A Chromium with a profile of its own."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    assert CHROMIUM
    options.binary_location = CHROMIUM
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options, webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
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

    def open(self, view: str = "draw", *, example: bool = False) -> None:
        """Open the page; without ``example``, its board for a digit is cleared."""
        self.driver.get("about:blank")
        self.driver.get(self.place(view))
        self.until("return document.querySelector('#network').value !== ''")
        if view == "draw" and not example:
            self.until("return !document.querySelector('#draw-board .lent').hidden")
            self.one("#draw-clear").click()
            self.until("return !document.querySelector('#draw-answer [data-answer]')")

    def place(self, view: str) -> str:
        """The address of a view."""
        return f"{self.address}/#{view}"

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

    def eventually(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, such as of numbers whose digit is still being asked about."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self.driver, PATIENCE, 0.05).until(lambda _: holds())

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
        middle = np.array((board.size["width"], board.size["height"])) / 2
        for points in self.strokes(selector, text, left, height):
            first, *others = (points - middle).astype(int).tolist()
            hand = ActionChains(self.driver, duration=20)
            hand.move_to_element_with_offset(board, *first).click_and_hold()
            for point in others:
                hand.move_to_element_with_offset(board, *point)
            hand.release().perform()

    def strokes(self, selector: str, text: str, left: float, height: float) -> Iterator[Any]:
        """Where a pen goes that writes digits on a board, in pixels from the board's corner."""
        board = self.one(f"{selector} canvas")
        wide, high = board.size["width"], board.size["height"]
        size = height * high
        for place, digit in enumerate(text):
            corner = np.array((left * wide + 0.85 * size * place, 0.2 * high))
            for stroke in STROKES[digit]:
                yield corner + size * np.array(stroke)

    def touch(self, selector: str, text: str) -> None:
        """Draw digits with a finger."""
        for first, *others in self.in_view(selector, text):
            self.finger("touchStart", first)
            for point in others:
                self.finger("touchMove", point)
            self.finger("touchEnd")

    def finger(self, kind: str, *points: tuple[float, float]) -> None:
        told = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        self.driver.execute_cdp_cmd("Input.dispatchTouchEvent", told)

    def pen(self, selector: str, text: str, force: float) -> None:
        """Draw digits with a pen that is pressed so hard."""
        for first, *others in self.in_view(selector, text):
            self.nib("mousePressed", first, force)
            for point in others:
                self.nib("mouseMoved", point, force)
            self.nib("mouseReleased", others[-1], 0)

    def nib(self, kind: str, point: tuple[float, float], force: float) -> None:
        told = {"type": kind, "x": point[0], "y": point[1], "button": "left", "clickCount": 1}
        told |= {"pointerType": "pen", "force": force, "buttons": int(force > 0)}
        self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", told)

    def drop(self, selector: str, path: Path) -> None:
        """Drag a file from elsewhere onto something and let it go."""
        script = "const {x, y} = arguments[0].getBoundingClientRect(); return [x + 9, y + 9]"
        x, y = self.run(script, self.one(selector))
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            told = {"type": kind, "x": x, "y": y, "data": data}
            self.driver.execute_cdp_cmd("Input.dispatchDragEvent", told)

    def in_view(self, selector: str, text: str) -> Iterator[list[tuple[float, float]]]:
        """Where a pen goes that writes digits on a board, in pixels of what is seen."""
        script = "const {x, y} = arguments[0].getBoundingClientRect(); return [x, y]"
        corner = np.array(self.run(script, self.one(f"{selector} canvas")))
        for points in self.strokes(selector, text, 0.3, 0.6):
            yield [tuple(point) for point in (corner + points).tolist()]

    def answer(self, selector: str, expected: str) -> None:
        """Wait until an answer is shown."""
        self.until(
            "return document.querySelector(arguments[0])?.dataset.answer === arguments[1]",
            f"{selector} [data-answer]",
            expected,
        )

    def state(self, expected: str) -> None:
        """Wait until the training is so."""
        told = "return document.querySelector('#learn-said').dataset.state"
        self.until(f"{told} === arguments[0]", expected)

    def screen(
        self, width: int, height: int, scheme: str = "light", *, touch: bool = False
    ) -> None:
        """Take a screen of another size, to be touched or not, and the system's light or dark."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": touch}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        self.driver.execute_cdp_cmd("Emulation.setTouchEmulationEnabled", {"enabled": touch})
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})

    def reduce_motion(self) -> None:
        """Be a system on which motion is not wanted."""
        feature = {"name": "prefers-reduced-motion", "value": "reduce"}
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


@pytest.fixture
def line(tmp_path: Path) -> Path:
    """A picture of a line of digits."""
    path = tmp_path / "amount.png"
    ink = draw_text("5315", 40)
    Image.fromarray(np.rint(255 * (1 - ink)).astype(np.uint8)).save(path)
    return path


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, as its authors publish it."""
    archive = pooch.retrieve(AXE, AXE_SHA256, path=pooch.os_cache("lenet-tests"))
    with tarfile.open(archive) as files:
        script = files.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()
