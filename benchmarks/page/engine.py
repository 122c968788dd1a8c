"""The page's engine in a headless Chromium, beside the same engine in Python and TensorFlow.js.

The network of the tutorial, MNIST's 60,000 training digits, batch 32, Adam, one thread each, in
turn, round by round; what is reported is the best round of each, and all rounds. TensorFlow.js is
fetched from npm's registry:

    python -m benchmarks.page.engine --rounds 3 --tensorflow --out benchmarks/page/engine.json
"""

import argparse
import contextlib
import functools
import http.server
import json
import statistics
import tarfile
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pooch

import lenet
from benchmarks.machine import describe
from benchmarks.service.browser import chromium
from lenet import _engine
from lenet.models.lowering import lowered

PAGE = Path(lenet.__file__).parent / "serve/page"
HERE = Path(__file__).parent
BATCH, EVALUATED, SINGLE = 32, 10_000, 200
NPM = "https://registry.npmjs.org/@tensorflow"
PACKAGES = (
    ("tfjs", "4.22.0", "56505c191e24116787477b3bb5bb1cc0cf1c2bdce8112b9c402a8a2d31cf2f00"),
    (
        "tfjs-backend-wasm",
        "4.22.0",
        "5cd6f5e18657c12fb94f4ec3dcef485c8c1a9ca39f3ef1d261c1cb13c1a231c3",
    ),
)
TAKEN = (
    "tf.min.js", "tf-backend-wasm.min.js", "tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm",
)  # fmt: skip
PEERS = {
    "cpu": {"batch": BATCH, "evaluated": 200, "trained": 128},
    "wasm": {"batch": BATCH, "evaluated": EVALUATED, "trained": 1920},
}
PATIENCE = 1200  # seconds that one measurement may take
FIGURES = {"images/s": max, "us a digit": min, "s an epoch": min}
"""What is measured, and which of the rounds is the best."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--tensorflow", action="store_true", help="measure TensorFlow.js too")
    parser.add_argument("--module", type=Path, default=PAGE / "engine.wasm")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    told = {"machine": describe(), "figures": measured(given)}
    text = json.dumps(told, indent=2)
    print(text)
    if given.out:
        given.out.write_text(text + "\n")


def measured(given: argparse.Namespace) -> dict[str, Any]:
    """The best of each figure, and those of all rounds, of every way to run the network."""
    (images, labels), _ = lenet.datasets.mnist.load_data()
    question = tutorial()
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as address, chromium() as one:
        folder = Path(name)
        laid_out(folder, images, labels, given)
        one.set_script_timeout(PATIENCE)
        one.command_executor.client_config.timeout = PATIENCE
        told = ask(
            one, address, "engine.html", question
        )  # the first is not measured: Chromium begins
        ways: dict[str, Callable[[], dict[str, Any]]] = {
            "the page's engine": lambda: ask(one, address, "engine.html", question),
        }
        for instructions in _engine.instruction_sets():
            ways[f"Python, {instructions}"] = functools.partial(
                native, question, images, labels, instructions
            )
        rounds: dict[str, list[dict[str, Any]]] = {way: [] for way in ways}
        for _ in range(given.rounds):
            for way, measure in ways.items():
                rounds[way].append(measure())
        for backend, much in PEERS.items() if given.tensorflow else ():
            told = ask(one, address, "tensorflow.html", [backend, much])
            rounds[f"TensorFlow.js, {backend}"] = [told]
        browser = one.capabilities["browserVersion"]
    return {"chromium": browser, **{way: best(of) for way, of in rounds.items()}}


def best(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    """The best of each figure, its median, and what else the last round told."""
    last = {name: value for name, value in rounds[-1].items() if name not in FIGURES}
    found: dict[str, Any] = {}
    for name, choose in FIGURES.items():
        values = [float(f"{one[name]:.4g}") for one in rounds if name in one]
        if values:
            found[name] = {
                "best": choose(values), "median": statistics.median(values), "rounds": values,
            }  # fmt: skip
    return {**found, **last}


def tutorial() -> dict[str, Any]:
    """The network, untrained, with its loss and optimizer, as the engine takes them."""
    model, compiled = lenet.tutorial(), lenet.load("tutorial")
    made = lowered(model.layers, model.layer_shapes())
    parameters = np.array(model.network.parameters).tolist()
    return {
        "network": {"input": made.plane, "layers": made.layers, "parameters": parameters},
        "loss": compiled.engine_loss,
        "optimizer": compiled.optimizer.engine_optimizer(),
        "batch": BATCH,
    }


def native(question: dict[str, Any], images: Any, labels: Any, instructions: str) -> dict[str, Any]:
    """The engine in Python on one thread, on the same digits."""
    network = _engine.Network(
        question["network"]["input"], question["network"]["layers"], instructions
    )
    network.parameters[:] = question["network"]["parameters"]
    x = images.reshape(len(images), 784).astype(np.float32) / np.float32(255)
    wanted, order = labels.astype(np.int32), np.arange(len(x))
    network.predict(x[:EVALUATED])
    predicted = seconds(lambda: network.predict(x[:EVALUATED]))
    mapped = seconds(lambda: [network.maps(x[k : k + 1]) for k in range(SINGLE)])
    rates = np.full(-(-len(x) // BATCH), 0.001)
    begin = time.perf_counter()
    progress = network.train(
        x, wanted, None, None, question["loss"], question["optimizer"], order, BATCH, rates
    )
    epoch = time.perf_counter() - begin
    return {
        "images/s": EVALUATED / predicted, "us a digit": 1e6 * mapped / SINGLE,
        "s an epoch": epoch, "correct": progress.correct, "trained": len(x),
    }  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def ask(driver: Any, address: str, page: str, question: object) -> dict[str, Any]:
    """What a page of its own measured."""
    driver.get(f"{address}/{page}")
    told = driver.execute_async_script(
        "const [question, done] = arguments; const failed = (error) => done(String(error));"
        "window.measure(JSON.parse(question)).then((told) => done({ told }), failed);",
        json.dumps(question).replace("Infinity", '"Infinity"'),
    )
    if not isinstance(told, dict):
        raise RuntimeError(told)
    return dict(told["told"])


def laid_out(folder: Path, images: Any, labels: Any, given: argparse.Namespace) -> None:
    """The files of the pages that measure."""
    (folder / "images.bin").write_bytes(images.tobytes())
    (folder / "labels.bin").write_bytes(labels.astype(np.uint8).tobytes())
    for path in (PAGE / "engine.js", HERE / "speed.js"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "engine.wasm").write_bytes(given.module.read_bytes())
    (folder / "engine.html").write_text(
        page_of(
            'import { Engine } from "./engine.js"; import { ofEngine } from "./speed.js";'
            "window.measure = (question) => ofEngine(Engine, question);"
        )
    )
    if not given.tensorflow:
        return
    for name, version, sha256 in PACKAGES:
        archive = pooch.retrieve(f"{NPM}/{name}/-/{name}-{version}.tgz", sha256)
        with tarfile.open(archive) as files:
            for member in files:
                if Path(member.name).name in TAKEN and member.name.startswith("package/dist/"):
                    inside = files.extractfile(member)
                    assert inside
                    (folder / Path(member.name).name).write_bytes(inside.read())
    (folder / "tensorflow.html").write_text(
        page_of(
            'import { ofTensorFlow } from "./speed.js";'
            "window.measure = ([backend, much]) => ofTensorFlow(tf, backend, much);",
            TAKEN[:2],
        )
    )


def page_of(module: str, scripts: tuple[str, ...] = ()) -> str:
    """A document; ``window.measure`` is there when it has loaded."""
    listed = "".join(f'<script src="{name}"></script>' for name in scripts)
    return f'<!doctype html><meta charset="utf-8">{listed}<script type="module">{module}</script>'


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Files without a line for each."""

    def log_message(self, *_: object) -> None:
        pass


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a folder's files, on this machine alone."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


if __name__ == "__main__":
    main()
