"""lenet: the shipped reader, as ``lenet read`` uses it."""

import argparse
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import reading_job


def reader(options: argparse.Namespace) -> reading_job.Reader:
    from lenet.commands.read import load_reader
    from lenet.pictures.named_files import PictureFile
    from lenet.reading.batch import read_all
    from lenet.scoring.labels import Label, Labelled, judge

    shipped = load_reader(None)
    kind = "digit" if options.kind == "digit" else "amount"
    asked = Labelled(kind, []).asked(0.01)

    def read(paths: Sequence[str]) -> list[reading_job.Answer]:
        files = [PictureFile(path, Path(path)) for path in paths]
        rows = read_all(shipped, files, asked, workers=options.threads)
        outcomes = [judge(Label(file, "0"), row) for file, row in zip(files, rows, strict=True)]
        return [(one.read, one.confidence, one.accepted) for one in outcomes]

    return read


def versions() -> dict[str, str]:
    return {"lenet": importlib.metadata.version("lenet")}


if __name__ == "__main__":
    reading_job.main(reader, versions)
