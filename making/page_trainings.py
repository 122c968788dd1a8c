"""Make ``recorded.js`` of the page: how the networks that come with the package were trained.

python -m making.page_trainings

The figures of each epoch are those of ``history.csv`` beside the weights, with four decimals; the
kernels are the first layer's after the last epoch.
"""

import json
from pathlib import Path
from typing import Any

import lenet
from lenet.host.files import write_whole
from lenet.models.storage import CONFIG
from lenet.runs.folder import HISTORY
from lenet.runs.history_file import read_history
from lenet.serve.answers.json_numbers import outputs_first
from lenet.weights import find

RECORDED = Path(__file__).parent.parent / "src" / "lenet" / "serve" / "page" / "recorded.js"
NETWORKS = "tutorial", "original", "modern"
DECIMALS = 4

HEAD = """\
// How the networks that come with lenet were trained: an example until a training of one's own.
// Made from their records by `python -m making.page_trainings`.

export const RECORDED = {
"""


def main() -> None:
    write_whole(RECORDED, module())


def module() -> str:
    """The text of ``recorded.js``."""
    lines = [f"  {name}: {json.dumps(recorded(name))},\n" for name in NETWORKS]
    return f"{HEAD}{''.join(lines)}}};\n"


def recorded(name: str) -> dict[str, Any]:
    """A network's training: its command, its test, each epoch's figures and the last kernels."""
    folder = find(name)
    config = json.loads((folder / CONFIG).read_text())
    epochs = config["epochs_trained"]
    history = read_history(folder / HISTORY, epochs)
    model = lenet.load(name)
    kernel = outputs_first(model.get_weights()[0])
    return {
        "command": config["command"],
        "epochs": epochs,
        "result": {key: config["result"][key] for key in ("images", "errors")},
        "history": {key: [round(value, DECIMALS) for value in row] for key, row in history.items()},
        "kernels": kernel.astype(float).round(DECIMALS).tolist(),
    }


if __name__ == "__main__":
    main()
