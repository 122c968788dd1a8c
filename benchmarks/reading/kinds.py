"""Pictures of several kinds, each with what is written there: what is read of each kind.

python -m benchmarks.reading.kinds FOLDER... --peers-python ocr/bin/python

FOLDER has labels.csv (file, text) and pictures named KIND-NUMBER.png; without a text nothing is to
be read. lenet is told how many digits there are, and is not told; a peer reads each picture in the
way in which it reads most of them all. A row a kind is printed: right of so many, by contender.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.reading import readers
from benchmarks.reading.pictures import Picture
from lenet.reading import Reader

PEERS = {"rapidocr": ("recogniser", "bordered", "found"), "tesseract": ("fitted", "as_is")}
"""The peers, and the ways in which each may read."""


def pictures_in(folders: Sequence[Path]) -> list[Picture]:
    return [
        Picture(folder / row["file"], row["text"])
        for folder in folders
        for row in csv.DictReader((folder / "labels.csv").read_text().splitlines())
    ]


def kind_of(picture: Picture) -> str:
    return picture.path.name.rpartition("-")[0]


def by_lenet(pictures: Sequence[Picture], *, told: bool) -> Iterator[tuple[bool, bool]]:
    """Whether each is right, and whether something wrong is accepted."""
    reader = Reader.load()
    for picture in pictures:
        length = len(picture.truth) if told else 0
        found = reader.read(picture.path, grammar="digits", length=length or None)
        texts = [one.text for one in found if one.text]
        wrong = any(one.accepted and one.text != picture.truth for one in found)
        yield texts == ([picture.truth] if picture.truth else []), wrong


def by_peer(options: argparse.Namespace, name: str, pictures: Sequence[Picture]) -> list[bool]:
    ways = []
    for variant in PEERS[name]:
        answers = readers.read(options, name, pictures, variant=variant)["answers"]
        ways.append([one[0] == each.truth for one, each in zip(answers, pictures, strict=True)])
    return max(ways, key=sum)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folders", type=Path, nargs="+")
    ask.add_argument("--peers-python", default=sys.executable)
    options = ask.parse_args()
    pictures = pictures_in(options.folders)
    kinds = [kind_of(picture) for picture in pictures]
    columns, wrong = {}, {}
    for told, name in ((True, "lenet, told how many digits"), (False, "lenet")):
        found = list(by_lenet(pictures, told=told))
        columns[name] = [right for right, _ in found]
        wrong[name] = sum(one for _, one in found)
    columns |= {name: by_peer(options, name, pictures) for name in PEERS}
    counts = {
        name: Counter(kind for kind, ok in zip(kinds, right, strict=True) if ok)
        for name, right in columns.items()
    }
    print("| of so many | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for kind, total in Counter(kinds).items():
        cells = " | ".join(str(counts[name][kind]) for name in columns)
        print(f"| {kind}, {total} | {cells} |")
    print(f"accepted wrongly, of {len(pictures)}: {wrong}")


if __name__ == "__main__":
    main()
