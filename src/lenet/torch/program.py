"""The program for torch: it builds the nn.Sequential, loads its state dict and reads pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lenet.digits.normalisation import (
    BACKGROUND,
    FRAME,
    INK,
    MNIST_DEVIATION,
    MNIST_MEAN,
    STRIP_DEVIATION,
    STRIP_MEAN,
)
from lenet.layers import RBF, Shape
from lenet.models import Model
from lenet.torch.own_modules import CLASSES
from lenet.torch.torch_sequential import PlacedModule, TorchSequential

WRITTEN = '"""Written by lenet: '
"""How every program begins."""

_INPUT = {
    "l2": "x / x.norm(dim=2, keepdim=True).clamp(min=1)",
    "standard": f"(x / 255 - {MNIST_MEAN}) / {MNIST_DEVIATION}",
    "strip": f"(x / 255 - {STRIP_MEAN}) / {STRIP_DEVIATION}",
    "original": (
        f"nn.functional.pad(x, ({FRAME}, {FRAME}, {FRAME}, {FRAME})) "
        f"* ({INK - BACKGROUND:g} / 255) - {-BACKGROUND:g}"
    ),
}
"""The network's input, of pixels x from 0 to 255, for each of lenet's normalisations."""

_PROGRAM = '''\
{written}{name} for torch. Its state dict is in {weights}.

x: float32 {given}{prepared} -> float32 {answers}
"""

from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn
{classes}
model = nn.Sequential(
{modules}
)
model.load_state_dict(load_file(Path(__file__).with_name("{weights}")))
{constants}model.eval()
'''

_READING = '''

def network_input(pictures):
    """uint8 (n, {rows}, {columns}), 0 paper to 255 ink -> the network's input"""
    x = pictures[:, None].float()
    return {expression}


if __name__ == "__main__":  # python {program} PICTURE...: a digit each, white on black
    import sys

    from PIL import Image

    for name in sys.argv[1:]:
        grey = Image.open(name).convert("L").resize(({columns}, {rows}))
        picture = torch.frombuffer(bytearray(grey.tobytes()), dtype=torch.uint8)
        with torch.no_grad():
            answers = model(network_input(picture.view(1, {rows}, {columns})))[0]
        print(name, answers.{best}().item())
'''


def program_text(model: Model, made: TorchSequential, weights: str, program: str) -> str:
    """The program's text; ``weights`` and ``program`` are the names of the two files."""
    used = [CLASSES[name] for name in CLASSES if _is_used(name, made.steps)]
    reading = _reading(model, made.sample, program)
    last = next((step.made for step in reversed(made.steps) if step.made), made.sample)
    text = _PROGRAM.format(
        written=WRITTEN,
        name=_plain(model.name),
        weights=weights,
        given=_batch(made.sample),
        prepared=", as network_input makes it" if reading else "",
        answers=_batch(last),
        classes="".join(f"\n\n{text}" for text in used) + ("\n" if used else ""),
        modules="\n".join(map(_line, made.steps)),
        constants="".join(_constants(made.steps)),
    )
    return text + reading


def _reading(model: Model, sample: Shape, program: str) -> str:
    """What prepares and reads pictures, for a model that says how it takes them."""
    expression = _INPUT.get(model.normalisation or "")
    if expression is None or len(sample) != 3 or sample[0] != 1:
        return ""
    frame = 2 * FRAME if model.normalisation == "original" else 0
    return _READING.format(
        expression=expression,
        rows=sample[1] - frame,
        columns=sample[2] - frame,
        program=program,
        best="argmin" if isinstance(model.layers[-1], RBF) else "argmax",
    )


def _line(step: PlacedModule) -> str:
    shape = "" if step.made is None else f"  # {', '.join(map(str, step.made))}"
    return f"    {step.module.code},{shape}"


def _constants(steps: list[PlacedModule]) -> Iterator[str]:
    """What keeps torch from training tensors that lenet has no array of."""
    for number, step in enumerate(steps):
        for tensor in step.module.tensors:
            if tensor.array is None and not tensor.counts:
                yield f"model[{number}].{tensor.name}.requires_grad_(False)  # as in lenet\n"


def _is_used(name: str, steps: list[PlacedModule]) -> bool:
    return any(step.module.code.startswith(f"{name}(") for step in steps)


def _batch(shape: Shape) -> str:
    return f"({', '.join(['n', *map(str, shape)])})"


def _plain(name: str) -> str:
    """A name that may stand in the text of a program, whatever it is."""
    return re.sub(r"[^\w .-]", "_", name)
