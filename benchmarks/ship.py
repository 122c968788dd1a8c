"""Put a run's network among those that come with the package, with the record of how it was made.

lenet train original --distort --seed 3 --out runs/median
python benchmarks/ship.py runs/median
"""

import argparse
from pathlib import Path

from lenet.errors import DataError
from lenet.files import write_whole
from lenet.record import read_record
from lenet.run_folder import HISTORY
from lenet.storage import CONFIG, WEIGHTS

SHIPPED = Path(__file__).parent.parent / "src" / "lenet" / "weights"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="a finished run's folder")
    folder = parser.parse_args().run
    record = read_record(folder)
    if record.config.get("result") is None:
        raise DataError(f"{folder} is not finished")
    for name in (CONFIG, WEIGHTS, HISTORY):
        write_whole(SHIPPED / record.network / name, (folder / name).read_bytes())
    print(f"{SHIPPED / record.network}: {record.config['result']}")


if __name__ == "__main__":
    main()
