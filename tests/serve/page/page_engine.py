"""The page's engine asked by Python: in Node, or in a Chromium from a file."""

import base64
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import lenet
from lenet import _engine
from lenet.models.lowering import lowered

PAGE = Path(lenet.__file__).parent / "serve/page"
NODE = shutil.which("node")
SCRIPTS = (PAGE / "engine.js", Path(__file__).with_name("engine_answers.js"))

Ask = Callable[[Sequence[dict[str, Any]]], list[Any]]
"""Answers to questions, in their order; see ``engine_answers.js``."""


def text(array: NDArray[Any]) -> str:
    return base64.b64encode(array.tobytes()).decode()


def numbers(told: str, kind: type[np.generic] = np.float32) -> NDArray[Any]:
    return np.frombuffer(base64.b64decode(told), kind)


def record(fields: Sequence[object]) -> list[object]:
    """A record of the engine as JSON takes it, which has no infinity."""
    return ["Infinity" if field == float("inf") else field for field in fields]


class Lowered(NamedTuple):
    """A model as the engine runs it, and its parameters."""

    plane: tuple[int, int, int]
    layers: list[Any]
    parameters: NDArray[np.float32]

    @classmethod
    def of(cls, model: Any) -> "Lowered":
        made = lowered(model.layers, model.layer_shapes())
        return cls(made.plane, made.layers, np.array(model.network.parameters))

    def native(self, instructions: str = "") -> _engine.Network:
        network = _engine.Network(self.plane, self.layers, instructions)
        network.parameters[:] = self.parameters
        return network

    def told(self) -> dict[str, Any]:
        layers = [
            [record(field) if isinstance(field, tuple) else field for field in layer]
            for layer in self.layers
        ]
        return {"input": self.plane, "layers": layers, "parameters": text(self.parameters)}


def scripts(begin: str) -> str:
    return "\n".join([*(path.read_text() for path in SCRIPTS), begin])


def wasm() -> str:
    return base64.b64encode((PAGE / "engine.wasm").read_bytes()).decode()


def answers(told: Sequence[dict[str, Any]]) -> list[Any]:
    assert [one["refused"] for one in told if "refused" in one] == []
    return [one["answer"] for one in told]


def ask_node(folder: Path, questions: Sequence[dict[str, Any]]) -> list[Any]:
    """Each answer, or its refusal, from a Node of its own."""
    (folder / "given.json").write_text(json.dumps([wasm(), list(questions)], allow_nan=False))
    begin = (
        'import { readFileSync } from "node:fs";\n'
        'const [wasm, questions] = JSON.parse(readFileSync(process.argv[2], "utf8"));\n'
        "process.stdout.write(JSON.stringify(await answersOf(Engine, wasm, questions)));\n"
    )
    (folder / "ask.mjs").write_text(scripts(begin))
    assert NODE
    done = subprocess.run(
        [NODE, str(folder / "ask.mjs"), str(folder / "given.json")], capture_output=True, check=True
    )
    return list(json.loads(done.stdout))


def ask_chromium(driver: Any, folder: Path, questions: Sequence[dict[str, Any]]) -> list[Any]:
    """Each answer, or its refusal, from a page that is opened as a file and fetches nothing."""
    given = json.dumps([wasm(), list(questions)], allow_nan=False)
    begin = f"const given = {given};\nwindow.told = answersOf(Engine, ...given);\n"
    (folder / "ask.html").write_text(
        f'<!doctype html><meta charset="utf-8"><script type="module">{scripts(begin)}</script>'
    )
    driver.get((folder / "ask.html").as_uri())
    driver.set_script_timeout(300)
    return list(
        driver.execute_async_script(
            "window.told.then(arguments[0], (e) => arguments[0](String(e)))"
        )
    )
