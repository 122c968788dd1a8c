"""Make the pictures of README and the docs again: train the tutorial's network, copy what it drew.

python docs/draw.py
"""

import shutil
import subprocess
import tempfile
from pathlib import Path

PICTURES = ("mistakes.png",)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        subprocess.run(["lenet", "train", "tutorial", "--quiet", "--out", str(run)], check=True)
        for name in PICTURES:
            shutil.copy(run / name, Path(__file__).parent / name)


if __name__ == "__main__":
    main()
