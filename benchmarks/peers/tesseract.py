"""Tesseract: its command, told that there is one word, or one character, of digits alone.

It reads more when the writing has the height and the paper around it that it was made for, so the
pictures are brought there first: the best of some tries on every fifth amount and every thirtieth
digit of the benchmark itself, in its favour (variant ``as_is``: without). One process a core reads
a list of pictures, so that its start counts little. Its confidence is the least of its words'.
"""

import argparse
import csv
import os
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from benchmarks.peers import reading_job

ONE_WORD, ONE_CHARACTER = "8", "10"
DIGIT_HEIGHT, DIGIT_BORDER = 32, 10
ENLARGED, STRING_BORDER = 2, 40


def reader(options: argparse.Namespace) -> reading_job.Reader:
    mode = ONE_CHARACTER if options.kind == "digit" else ONE_WORD
    words = ["--psm", mode, "-c", "tessedit_create_tsv=1"]
    words += ["-c", "tessedit_char_whitelist=0123456789"]

    def some(paths: Sequence[str]) -> list[reading_job.Answer]:
        if not paths:
            return []
        with tempfile.TemporaryDirectory() as folder:
            pictures, out = Path(folder, "pictures.txt"), Path(folder, "out")
            if options.variant == "fitted":
                paths = [fitted(path, options.kind, Path(folder)) for path in paths]
            pictures.write_text("".join(f"{path}\n" for path in paths))
            command = ["tesseract", str(pictures), str(out), *words]
            given = {**os.environ, "OMP_THREAD_LIMIT": "1"}
            subprocess.run(command, check=True, capture_output=True, env=given)
            return by_page(out.with_suffix(".tsv"), len(paths))

    def read(paths: Sequence[str]) -> list[reading_job.Answer]:
        count = options.threads
        with ThreadPoolExecutor(count) as pool:
            answers = list(pool.map(some, [paths[place::count] for place in range(count)]))
        return [answers[place % count][place // count] for place in range(len(paths))]

    return read


def fitted(path: str, kind: str, folder: Path) -> str:
    """Write a picture as it reads best, with a border of the paper's grey, and give its path."""
    from PIL import Image, ImageOps

    with Image.open(path) as picture:
        grey = picture.convert("L")
    height = DIGIT_HEIGHT if kind == "digit" else ENLARGED * grey.height
    size = (max(1, round(grey.width * height / grey.height)), height)
    border = DIGIT_BORDER if kind == "digit" else STRING_BORDER
    bottom = grey.height - 1
    rows = [grey.crop((0, top, grey.width, top + 1)).tobytes() for top in (0, bottom)]
    paper = median(b"".join(rows))
    made = ImageOps.expand(grey.resize(size, Image.Resampling.BICUBIC), border, int(paper))
    place = folder / f"{len(list(folder.iterdir()))}.png"
    made.save(place)
    return str(place)


def by_page(table: Path, pages: int) -> list[reading_job.Answer]:
    """Join the words of each page of Tesseract's table."""
    found: list[list[tuple[str, float]]] = [[] for _ in range(pages)]
    with table.open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["text"] and float(row["conf"]) >= 0:
                found[int(row["page_num"]) - 1].append((row["text"], float(row["conf"]) / 100))
    return [
        ("".join(text for text, _ in words), min((sure for _, sure in words), default=0.0), None)
        for words in found
    ]


def versions() -> dict[str, str]:
    told = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True)
    return {"tesseract": (told.stdout + told.stderr).split()[1]}


if __name__ == "__main__":
    reading_job.main(reader, versions, ("fitted", "as_is"))
