"""What is read of a part so far: pieces of a hundred pictures, kept in the store.

So that whoever reads a part after somebody died goes on where that one was. When all pieces are
there, they become the part's file and are removed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from lenet.errors import DataError
from lenet.many.readings.division import JobPart
from lenet.many.readings.part_files import lines_of, part_file
from lenet.many.readings.store import Store
from lenet.reading import Row

PIECE = 100
"""Pictures of a piece, some two seconds of one core: what a death costs at most."""

UNFINISHED = "unfinished"
STARTED = "started.json"
PIECE_ENDING = ".jsonl"


@dataclass(frozen=True)
class Start:
    """Where somebody began to read: from picture ``begin`` of a part to ``end``.

    ``deaths`` is how many may have died of the first of these pictures, if this one does too.
    """

    run: str
    begin: int
    end: int
    deaths: int


@dataclass(frozen=True)
class PartProgress:
    """What a store has of a part."""

    store: Store
    part: JobPart
    form: str

    @property
    def file(self) -> str:
        """The name of the part's file."""
        return f"{self.part.name}.{self.form}"

    @property
    def folder(self) -> str:
        """Where its pieces are."""
        return f"{UNFINISHED}/{self.part.name}"

    def place(self) -> int:
        """How many pictures are read: the pieces from the first on, as far as none is missing."""
        return max((end for _, end in self._pieces()), default=0)

    def add(self, begin: int, rows: Sequence[Row]) -> int:
        """Write the rows of some pictures, the first one's number ``begin``; how many are read."""
        end = begin + len(rows)
        self.store.write(f"{self.folder}/{begin:06}-{end:06}{PIECE_ENDING}", lines_of(rows))
        return end

    def finish(self) -> None:
        """Write the part's file of its pieces, and remove them.

        Nothing is left to do if another did so meanwhile: a worker may go on when its scheduler has
        ended. DataError if pieces are missing otherwise.
        """
        pieces = self._pieces()
        contents = [self._read(begin, end) for begin, end in pieces]
        whole = bool(pieces) and pieces[-1][1] == self.part.count
        lines = [content for content in contents if content is not None]
        if whole and len(lines) == len(pieces):
            self.store.write(self.file, part_file(b"".join(lines), self.form))
        elif self.store.read(self.file) is None:
            raise DataError(f"{self.store}: another job writes there at the same time")
        self.store.remove(self.folder)

    def last_start(self, run: str) -> Start | None:
        """Where a worker of this run began last, if it did not say later that it is further."""
        content = self.store.read(f"{self.folder}/{STARTED}")
        if content is None:
            return None
        start = Start(**json.loads(content))
        return start if start.run == run else None

    def note(self, start: Start) -> None:
        """Write down where a worker begins, before it does."""
        self.store.write(f"{self.folder}/{STARTED}", json.dumps(vars(start)).encode())

    def _pieces(self) -> list[tuple[int, int]]:
        """Where pieces begin and end, as far as none is missing; of several the longest."""
        ends: dict[int, int] = {}
        for name in self.store.names(self.folder):
            if name.endswith(PIECE_ENDING):
                begin, end = map(int, name.removesuffix(PIECE_ENDING).split("-"))
                ends[begin] = max(end, ends.get(begin, 0))
        found, place = [], 0
        while place in ends:
            found.append((place, ends[place]))
            place = ends[place]
        return found

    def _read(self, begin: int, end: int) -> bytes | None:
        return self.store.read(f"{self.folder}/{begin:06}-{end:06}{PIECE_ENDING}")
