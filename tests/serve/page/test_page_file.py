"""The page as one file, opened from a disk: the service's answers, and nothing is fetched."""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from lenet.datasets.where import Where
from lenet.digits.preparing import prepared_grey
from lenet.serve import write_page
from lenet.serve.answers import digit_answer
from lenet.serve.answers.available_network import (
    FROM_PACKAGE,
    AvailableNetwork,
    with_weights,
    without_weights,
)
from lenet.weights import find

from ...conftest import STROKES, draw_text
from .conftest import READY, Page, in_chromium

pytestmark = in_chromium

UNPACK = """
const done = arguments[arguments.length - 1];
const {textContent: content} = document.getElementById("packed-modules");
const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
new Response(stream).text().then(async (packed) => {
  const urls = new Map();
  const {mark, modules} = JSON.parse(packed);
  for (const {name, text, needs} of modules) {
    const place = (all, one) => all.replaceAll(`"${mark}${one}"`, `"${urls.get(one)}"`);
    const own = needs.reduce(place, text);
    urls.set(name, URL.createObjectURL(new Blob([own], {type: "text/javascript"})));
  }
  window.asked = (await import(urls.get("local/answers.js"))).answer;
}).then(() => done());
"""
"""Has the module that answers in the file, as boot.js has it, for ``ASK``."""

ASK = """
const [path, bodies, done] = [arguments[0], arguments[1], arguments[arguments.length - 1]];
const blob = (text) => new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]);
const how = (body) => (body ? {method: "POST", body: blob(body)} : {});
const ask = (body) => window.asked(path, how(body)).then((one) => one.json());
Promise.all(bodies.map(ask)).then(done);
"""
"""The JSON of a question, once for each body."""

HOSTILE = "</script><script>window.hacked = 1</script><img src=x onerror='window.hacked = 1'>"


class FilePage(Page):
    """The page as a file."""

    def place(self, view: str) -> str:
        return f"{self.address}#{view}"

    def ask(self, path: str, *bodies: bytes | None) -> list[Any]:
        """The JSON that the file answers to each body; None asks without one."""
        self.driver.set_script_timeout(120)
        if not self.run("return window.asked !== undefined"):
            self.driver.execute_async_script(UNPACK)
        texts = [body and base64.b64encode(body).decode() for body in bodies or (None,)]
        return list(self.driver.execute_async_script(ASK, path, texts))


def file_page(driver: Any, path: Path) -> FilePage:
    page = FilePage(driver, path.as_uri())
    page.screen(1280, 900)
    page.open()
    return page


@pytest.fixture(scope="session")
def made(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page with two networks, digits and strings."""
    out = tmp_path_factory.mktemp("page") / "lenet.html"
    where = Where(str(small))
    done = write_page(["original", "tutorial"], out, data=lambda _: where.load())
    assert done.size == out.stat().st_size
    return out


@pytest.fixture
def one_file(chromium: Any, made: Path) -> Iterator[FilePage]:
    """The page in a file; afterwards nothing was complained of, and nothing was fetched."""
    yield from watched(chromium, made)


def watched(chromium: Any, path: Path) -> Iterator[FilePage]:
    chromium.get("about:blank")
    for log in ("performance", "browser"):
        chromium.get_log(log)
    page = file_page(chromium, path)
    yield page
    complaints = [one["message"] for one in chromium.get_log("browser") if one["level"] == "SEVERE"]
    asked = page.asked()
    page.run("localStorage.clear()")
    chromium.get("about:blank")
    assert complaints == []
    assert path.as_uri() in {url.partition("#")[0] for url in asked}
    own = (path.as_uri(), "blob:null/", "data:", "about:")
    assert [url for url in asked if not url.startswith(own)] == []


def pgm(levels: Any) -> bytes:
    """A picture as the page sends it."""
    rows, columns = levels.shape
    return f"P5 {columns} {rows} 255\n".encode() + levels.astype(np.uint8).tobytes()


def boards() -> Iterator[Any]:
    """Digits on the board, uint8 [280, 280], black on white: large and small, thick and thin."""
    generator = np.random.default_rng(0)
    for count in range(200):
        page = np.zeros((4 * 280, 4 * 280), np.uint8)
        size = generator.uniform(40, 250)
        corner = generator.uniform(-10, 290 - size, 2)
        slant = generator.uniform(-0.3, 0.3)
        for points in STROKES[str(count % 10)]:
            line = size * (np.array(points) @ [[1, 0], [slant, 1]])
            drawn = np.rint(4 * (corner + line)).astype(np.int32)
            thick = int(4 * generator.uniform(6, 44))
            cv2.polylines(page, [drawn[:, None]], False, 255, thick, cv2.LINE_AA)
        yield 255 - cv2.resize(page, (280, 280), interpolation=cv2.INTER_AREA)


def network_of(name: str) -> AvailableNetwork:
    described = without_weights(name, FROM_PACKAGE, find(name))
    assert described is not None
    return with_weights(described, find(name))


@pytest.mark.parametrize("name", ["original", "tutorial"])
def test_what_is_drawn_becomes_the_same_pixels_and_gets_the_services_answer(
    one_file: FilePage, name: str, mnist: Any
) -> None:
    network = network_of(name)
    drawn, same = [*boards(), *mnist.test[0][:20]], 0
    for first in range(0, len(drawn), 20):
        some = drawn[first : first + 20]
        told = one_file.ask(f"/api/maps?network={name}", *map(pgm, some))
        for levels, one in zip(some, told, strict=True):
            prepared = prepared_grey(levels.astype(np.uint16) * 257)
            if prepared is None:
                assert one == {"detail": "expected a digit, received a picture without ink"}
                same += 1
                continue
            same += agree(one, json.loads(json.dumps(digit_answer.maps(network, prepared))))
    assert same >= 0.95 * len(drawn)


def agree(told: Any, expected: Any) -> bool:
    """The same box, pixels that differ by 1 of 255 at most, and outputs near each other.

    Whether all pixels are the same: where 32 bits decide how a half is rounded they may differ.
    """
    same = told["steps"]["image"] == expected["steps"]["image"]
    for name in ("size", "box", "corner"):
        assert told["steps"][name] == expected["steps"][name], name
    for name in ("ink", "scaled", "image"):
        if expected["steps"][name] is not None:
            near(told["steps"][name], expected["steps"][name], 1)
    near(told["input"], expected["input"], 2e-5 if same else 0.006)
    assert [one["name"] for one in told["layers"]] == [one["name"] for one in expected["layers"]]
    for one, other in zip(told["layers"], expected["layers"], strict=True):
        near(one["maps"], other["maps"], 1e-3 if same else 0.05)
    scores, others = (list(one["scores"].values()) for one in (told, expected))
    near(scores, others, 1e-4 if same else 0.01)
    return same


def near(told: Any, expected: Any, most: float) -> None:
    one, other = np.array(told, np.float64), np.array(expected, np.float64)
    assert one.shape == other.shape
    assert np.abs(one - other).max() <= most


def test_networks_weights_digits_and_mistakes_are_told_as_the_service_tells_them(
    one_file: FilePage, serve: Any, small: Path
) -> None:
    client = serve(data=Where(str(small)), threads=2)
    for path in ("/api/shake", "/api/networks/original", "/api/networks/tutorial"):
        assert one_file.ask(path) == [client.get(path).json()], path
    for layer in ("C1", "C3", "F6", "penalties"):
        path = f"/api/networks/original/layers/{layer}"
        assert one_file.ask(path) == [client.get(path).json()]
    [told] = one_file.ask("/api/networks/tutorial/mistakes")
    expected = client.get("/api/networks/tutorial/mistakes").json()
    assert told["errors"] == len(told["misread"]) == len(expected["misread"])
    assert told["confusion"] == expected["confusion"]
    assert [one["pixels"] for one in told["misread"]] == [
        one["pixels"] for one in expected["misread"]
    ]
    [tests] = one_file.ask("/api/tests?first=3&count=4")
    assert [one["index"] for one in tests["digits"]] == [5, 10, 15, 20]
    assert one_file.ask("/api/networks/nothing") == [{"detail": "there is no network 'nothing'"}]


CHANGES = (
    "right=5", "scale=1.7", "rotation=-30", "squeeze=0.7", "stroke=4", "noise=12",
    "stroke=-2&rotation=21",
)  # fmt: skip


def test_a_digit_is_shaken_as_the_service_shakes_it(
    one_file: FilePage, serve: Any, small: Path, mnist: Any
) -> None:
    client, picture = serve(data=Where(str(small)), threads=2), pgm(mnist.test[0][2])
    for network in ("original", "tutorial"):
        for change in CHANGES:
            path = f"/api/shake?network={network}&{change}"
            [told], expected = (
                one_file.ask(path, picture),
                client.post(path, content=picture).json(),
            )
            assert told["field"] == expected["field"], change
            near(list(told["scores"].values()), list(expected["scores"].values()), 1e-4)
        path = f"/api/shake/curves?network={network}&truth=1&down=2"
        [told] = one_file.ask(path, picture)
        expected = client.post(path, content=picture).json()
        for one, other in zip(told["changes"], expected["changes"], strict=True):
            assert one["values"] == other["values"], one["name"]
            near(one["scores"], other["scores"], 1e-4)
            assert one["answers"] == other["answers"]


def test_a_string_is_swept_as_the_service_sweeps_it(
    one_file: FilePage, serve: Any, small: Path
) -> None:
    client = serve(data=Where(str(small)), threads=2)
    picture = pgm(255 * (1 - draw_text("31415", 100)))
    [told] = one_file.ask("/api/sweep?digits=true", picture)
    expected = client.post("/api/sweep?digits=true", content=picture).json()
    near(told["places"], expected["places"], 0.02)
    near(told["probabilities"], expected["probabilities"], 0.1)
    assert told["path"] == expected["path"]
    assert told["reading"] is None


def test_a_person_draws_shakes_writes_and_looks_at_mistakes(one_file: FilePage) -> None:
    one_file.draw("#draw-board", "3")
    one_file.answer("#draw-answer", "3")
    assert len(one_file.all("#draw-steps li")) == 4
    assert one_file.all("#view-read") == []
    assert "lenet serve" in one_file.text(".prepared .note")
    for view in ("shake", "string", "mistakes"):
        one_file.go(view)
        one_file.until(READY[view])
    one_file.go("string")
    one_file.draw("#string-board", "1998")
    one_file.answer("#string-said", "1998")


def test_a_network_learns_in_the_file_and_answers_in_the_other_views(one_file: FilePage) -> None:
    one_file.go("learn")
    one_file.until(READY["learn"])
    one_file.choose("#learn-epochs", "12")
    one_file.one("#learn-start").click()
    one_file.state("finished")
    assert "test digits misread" in one_file.text("#learn-said")
    [errors] = re.findall(r"(\d+) of 20 test digits", one_file.text("#learn-said"))
    assert int(errors) <= 8  # by chance it would be 18
    one_file.one("#learn-draw").click()
    one_file.until("return document.querySelector('#network').value === 'tutorial-1'")
    one_file.draw("#draw-board", "1")
    one_file.until("return document.querySelector('#draw-answer [data-answer]')")


def test_a_users_own_run_is_in_its_file_and_its_names_run_nothing(
    chromium: Any, tiny_run: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine <b>"
    shutil.copytree(tiny_run, folder)
    config = json.loads((folder / "config.json").read_text())
    config["data"]["classes"] = [f"{HOSTILE}{number}" for number in range(10)]
    (folder / "config.json").write_text(json.dumps(config))
    out = tmp_path / "own.html"
    write_page([str(folder)], out, data=None, strings=False)
    assert HOSTILE not in out.read_text()
    for page in watched(chromium, out):
        assert page.run("return document.querySelector('#network').value") == folder.name
        page.draw("#draw-board", "7")
        page.until("return document.querySelector('#draw-answer [data-answer]')")
        assert page.run("return window.hacked") is None
        assert "onerror" in page.text("#draw-answer")
        assert [one.text for one in page.all("nav a")] == ["Draw", "Shake it"]
        page.go("shake")
        page.until(READY["shake"])


@pytest.mark.network
def test_axe_finds_no_serious_problem_in_the_file(one_file: FilePage, axe: str) -> None:
    one_file.draw("#draw-board", "3")
    one_file.answer("#draw-answer", "3")
    for view in ("draw", "shake", "string", "learn", "mistakes"):
        one_file.go(view)
        one_file.until(READY[view])
        one_file.run(f"if (!window.axe) {{ {axe} ; window.axe = axe }}")
        found = one_file.run("return axe.run()")
        bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
        assert [(one["id"], len(one["nodes"])) for one in bad] == [], view
