"""lenet: the shipped reader, as ``lenet read`` uses it."""

import argparse
import importlib.metadata
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers import reading_job


def reader(options: argparse.Namespace) -> reading_job.Reader:
    from lenet.commands.reading_options import load_reader
    from lenet.pictures.named_files import PictureFile
    from lenet.reading import read_all
    from lenet.scoring.labels import Label, Labelled, judge

    shipped = load_reader(None)
    read_options = Labelled(options.kind, []).read_options(0.01)

    def read(paths: Sequence[str]) -> list[reading_job.Answer]:
        files = [PictureFile(path, Path(path)) for path in paths]
        rows = read_all(shipped, files, read_options, workers=options.threads)
        outcomes = [judge(Label(file, "0"), row) for file, row in zip(files, rows, strict=True)]
        return [(one.read, one.confidence, one.accepted) for one in outcomes]

    return read


def versions() -> dict[str, str]:
    return {"lenet": importlib.metadata.version("lenet")}


if __name__ == "__main__":
    reading_job.main(reader, versions)
