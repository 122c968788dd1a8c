"""Kills a command at each of its writes, or fills its disk there, and looks at what it leaves.

A command on tiny data is run in a fork. Python's audit events tell each opening to write, renaming,
removing and locking below its folder before that is done, so each has a number, and the fork kills
itself at the k-th, for every k. A limit of the size of files kills it in the middle of writing one.
Then the same command is run again, to its end.

After each kill a visible file must be one that the command that nobody killed has had in its place:
absent, old or new, but whole. Run again, everything must be as if nobody had killed it.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
CHANGES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink")
TAKES_ROOM = ("open", "os.mkdir", "os.rename")
FAULT = 99

Contents = dict[str, str]
"""The SHA-256 of every file, by its path from the folder on; folders end with a slash."""


@dataclass(frozen=True)
class Command:
    """A command on tiny data.

    ``prepare(inputs)`` makes what it reads; ``steps(inputs, folder)`` are command lines of lenet,
    of which the later ones are tried if the earlier are refused; ``old(inputs, folder)`` makes what
    is in the folder before. Where the file ``last`` is, everything must be.
    """

    prepare: Callable[[Path], None]
    steps: Callable[[Path, Path], list[list[str]]]
    old: Callable[[Path, Path], None] = lambda _inputs, _folder: None
    last: str = ""


class Watch:
    """Numbers the writes below a folder, and does something at one of them."""

    def __init__(self, folder: Path, at: int = 0, act: Callable[[], None] = lambda: None) -> None:
        self.folder, self.at, self.act = os.fspath(folder), at, act
        self.events: list[str] = []
        self.placed: dict[str, set[str]] = {}
        sys.addaudithook(self.hear)

    def hear(self, event: str, given: tuple[object, ...]) -> None:
        """Called by Python before each event."""
        if not self.is_write(event, given):
            return
        self.events.append(event)
        if event == "os.rename" and not self.at:
            self.note(Path(os.fsdecode(given[0])), Path(os.fsdecode(given[1])))  # type: ignore[arg-type]
        if len(self.events) == self.at:
            self.act()

    def is_write(self, event: str, given: tuple[object, ...]) -> bool:
        if event == "fcntl.flock":
            return True
        if event == "open":
            path, _, flags = given
            return bool(flags & WRITING) and self.below(path)  # type: ignore[operator]
        return event in CHANGES and (self.below(given[0]) or given[-1] not in (-1, None))

    def below(self, path: object) -> bool:
        return isinstance(path, str | bytes | os.PathLike) and os.fsdecode(
            os.fspath(path)
        ).startswith(self.folder)

    def note(self, source: Path, target: Path) -> None:
        """What is renamed is whole: it may be found in its place."""
        inside = {"": source} if source.is_file() else {
            os.path.relpath(path, source): path for path in source.rglob("*") if path.is_file()
        }  # fmt: skip
        for name, path in inside.items():
            place = os.path.relpath(target / name if name else target, self.folder)
            self.placed.setdefault(place, set()).add(sha256(path))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def contents(folder: Path) -> Contents:
    return {
        f"{path.relative_to(folder)}{'/' * path.is_dir()}": "" if path.is_dir() else sha256(path)
        for path in sorted(folder.rglob("*"))
    }


def visible(name: str) -> bool:
    return not any(part.startswith(".") for part in name.split("/"))


def in_fork(work: Callable[[], int]) -> tuple[int, str]:
    """The exit status of some work, negative for a signal, and what it printed."""
    outer, inner = os.pipe()
    child = os.fork()
    if child == 0:
        status = FAULT
        try:
            os.dup2(inner, 1)
            os.dup2(inner, 2)
            sys.stdout, sys.stderr = (os.fdopen(number, "w", closefd=False) for number in (1, 2))
            status = work()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    os.close(inner)
    with open(outer, errors="replace") as printed:
        words = printed.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), words


def run(steps: list[list[str]]) -> int:
    """Run command lines until one is not refused; give the last exit status."""
    from lenet.commands.main import main

    status = FAULT
    for step in steps:
        try:
            main(step)
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else FAULT
        if status != 1:
            break
    return status


class Trial:
    """All kills of one command."""

    def __init__(self, command: Command, place: Path) -> None:
        self.command, self.place = command, place
        self.inputs, self.folder = place / "inputs", place / "work" / "out"
        self.inputs.mkdir(parents=True)
        command.prepare(self.inputs)
        self.faults: list[str] = []
        self.fresh()
        self.before = contents(self.folder)

    def fresh(self) -> None:
        """The folder as it is before the command."""
        shutil.rmtree(self.folder.parent, ignore_errors=True)
        self.folder.parent.mkdir()
        self.command.old(self.inputs, self.folder)

    def steps(self) -> list[list[str]]:
        return self.command.steps(self.inputs, self.folder)

    def learn(self) -> None:
        """Run the command as nobody kills it: its writes, what it places, what it leaves."""
        told = self.place / "told.json"

        def work() -> int:
            watch = Watch(self.folder)
            status = run(self.steps())
            placed = {name: sorted(found) for name, found in watch.placed.items()}
            told.write_text(json.dumps([watch.events, placed, list(sys.modules)]))
            return status

        status, words = in_fork(work)
        if status:
            raise SystemExit(f"the command itself fails: {status}, {words}")
        self.events, self.placed, modules = json.loads(told.read_text())
        for name in modules:  # once here, and not in each fork
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
        self.whole = contents(self.folder)
        changed = {name for name, content in self.whole.items() if self.before.get(name) != content}
        paths = [self.folder / name for name in changed if not name.endswith("/")]
        self.sizes = sorted({path.stat().st_size for path in paths})

    def try_all(self) -> dict[str, int]:
        """Kill and fill at every point; give how many of each there were."""
        self.learn()
        room = [n for n, event in enumerate(self.events, 1) if event in TAKES_ROOM]
        cuts = [0, *(size - 1 for size in self.sizes if size > 1)]
        for point in range(1, len(self.events) + 1):
            self.attempt(f"killed at {point}, {self.events[point - 1]}", self.killed(point))
        for size in cuts:
            self.attempt(f"killed in the middle of a file of more than {size}", self.cut(size))
        for point in room:
            self.attempt(f"full at {point}, {self.events[point - 1]}", self.full(point))
        for size in cuts:
            self.attempt(f"full in the middle of a file of more than {size}", self.stunted(size))
        return {"kills": len(self.events) + len(cuts), "full": len(room) + len(cuts)}

    def attempt(self, what: str, work: Callable[[], int]) -> None:
        self.fresh()
        killed = what.startswith("killed")
        expected = (-signal.SIGKILL, -signal.SIGXFSZ) if killed else (0, 1)
        status, words = in_fork(work)
        found = contents(self.folder)
        faults = [] if status in expected else [f"ended with {status}: {words}"]
        faults += self.not_whole(found)
        if not killed:
            faults += [f"{name} is left" for name in found if name.endswith(".part")]
        status, words = in_fork(lambda: run(self.steps()))
        after = contents(self.folder)
        if after != self.whole:
            differ = sorted(
                name for name in {*after, *self.whole} if after.get(name) != self.whole.get(name)
            )
            faults.append(f"run again it ends with {status} and other {differ}: {words}")
        self.faults += [f"{what}: {fault}" for fault in faults]

    def not_whole(self, found: Contents) -> Iterator[str]:
        for name, content in found.items():
            known = {*self.placed.get(name, ()), self.before.get(name), self.whole.get(name)}
            if visible(name) and not name.endswith("/") and content not in known:
                yield f"{name} is not whole"
        complete = {name for name in self.whole if visible(name)}
        last = self.command.last
        if last and last in found and last not in self.before and not complete <= found.keys():
            yield f"{last} is there, but not {sorted(complete - found.keys())}"

    def killed(self, point: int) -> Callable[[], int]:
        def work() -> int:
            Watch(self.folder, point, lambda: os.kill(os.getpid(), signal.SIGKILL))
            return run(self.steps())

        return work

    def full(self, point: int) -> Callable[[], int]:
        def refuse() -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        def work() -> int:
            Watch(self.folder, point, refuse)
            return run(self.steps())

        return work

    def cut(self, size: int) -> Callable[[], int]:
        def work() -> int:
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            return self.stunted(size)()

        return work

    def stunted(self, size: int) -> Callable[[], int]:
        def work() -> int:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            return run(self.steps()[:1])

        return work


def kill_everywhere(command: Command, place: Path) -> str:
    """Kill it at each write, fill its disk there; the counts and the faults as JSON."""
    trial = Trial(command, place)
    counts = trial.try_all()
    return json.dumps({**counts, "faults": trial.faults})
