"""Put a run's network among those that come with the package, with the record of how it was made.

lenet train original --distort --seed 3 --out runs/median
python -m making.ship runs/median
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path

from lenet.errors import DataError
from lenet.host.files import write_whole
from lenet.models.storage import CONFIG, WEIGHTS
from lenet.networks import NETWORKS
from lenet.runs.folder import HISTORY
from lenet.runs.record import Record, read_record

SHIPPED = Path(__file__).parent.parent / "src" / "lenet" / "weights"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="a finished run's folder")
    folder = parser.parse_args().run
    record = read_record(folder)
    if record.config.get("result") is None:
        raise DataError(f"{folder} is not finished")
    shipped = SHIPPED / record.network
    for name in (WEIGHTS, HISTORY):
        write_whole(shipped / name, (folder / name).read_bytes())
    config = {**record.config, "command": command(record)}
    write_whole(shipped / CONFIG, json.dumps(config, indent=2) + "\n")
    print(f"{config['command']}: {config['result']}")


def command(record: Record) -> str:
    """What makes the same weights again. DataError for a recipe that no command has."""
    own, seed = NETWORKS[record.network].recipe, record.config["seed"]
    for words, recipe in (
        ("", own),
        (" --distort", replace(own, distortion=own.distortion_if(True))),
    ):
        if record.recipe == recipe:
            return f"lenet train {record.network}{words} --seed {seed}"
    raise DataError("expected a network trained by its own recipe")


if __name__ == "__main__":
    main()
