"""One holder at a time, and free when the holder ends."""

import errno
import os
import signal
import threading

import pytest

from lenet.host import file_lock
from lenet.host.file_lock import FileLock, NoLocksError
from lenet.host.files import PART, sweep_parts, whole_file

HOLDER = """
import sys
from pathlib import Path
from lenet.host.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
assert lock.take()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "lock"


@pytest.fixture
def other(path, python_at_work):
    """Another process that holds the lock until it is killed."""
    return python_at_work(HOLDER, path, until="held")


def test_a_lock_has_one_holder_also_among_objects_of_one_process(path):
    first, second = FileLock(path), FileLock(path)
    assert first.take()
    assert first.take()  # it has it
    assert not second.take()
    assert second.holder() == f"process {os.getpid()}"
    first.release()
    assert not path.exists()
    assert second.take()


def test_a_thread_does_not_get_what_another_thread_holds(path):
    lock, found = FileLock(path), []
    assert lock.take()
    thread = threading.Thread(target=lambda: found.append(FileLock(path).take()))
    thread.start()
    thread.join()
    assert found == [False]


def test_a_lock_that_nothing_refers_to_is_free(path):
    lock = FileLock(path)
    assert lock.take()
    del lock
    assert not path.exists()
    assert FileLock(path).take()


def test_who_holds_it_is_named_and_when_killed_holds_it_no_more(path, other):
    lock = FileLock(path)
    assert not lock.take()
    assert lock.holder() == f"process {other.pid}"
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert path.exists()  # a killed process removes nothing
    assert lock.take()
    lock.release()
    assert not path.exists()


def test_of_many_that_come_and_go_two_never_hold_it_together(path):
    """The file is removed at each release: who waited for the removed one must not have it."""
    inside, most, rounds = [], [], 200

    def work():
        for _ in range(rounds):
            lock = FileLock(path)
            while not lock.take():
                pass
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            lock.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(most), max(most)) == (4 * rounds, 1)


@pytest.mark.filterwarnings("ignore:os.fork:RuntimeWarning")  # the child does nothing
def test_a_forked_child_does_not_hold_it_and_takes_nothing_away(path):
    lock = FileLock(path)
    assert lock.take()
    child = os.fork()
    if child == 0:  # it must not run the tests that follow
        os._exit(lock.held)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert lock.held
    assert path.exists()
    assert not FileLock(path).take()


@pytest.mark.parametrize("words", ["", "process 1 on \x1b[2J", "process 1 on a b", "x" * 1000])
def test_of_whom_nothing_sensible_is_written_is_another_process(path, words):
    path.write_text(words)
    assert FileLock(path).holder() == "another process"


def test_a_holder_on_another_machine_is_named_with_it(path):
    path.write_text("process 12 on mill-3.example")
    assert FileLock(path).holder() == "process 12 on mill-3.example"


def test_a_link_in_the_place_of_the_lock_is_not_followed(path, tmp_path):
    (tmp_path / "precious").write_text("precious")
    path.symlink_to("precious")
    with pytest.raises(OSError, match="symbolic link"):
        FileLock(path).take()
    assert (tmp_path / "precious").read_text() == "precious"


def test_where_there_are_no_locks_an_error_says_so_and_nothing_stays(path, monkeypatch):
    import fcntl

    def fail(handle, operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", fail)
    lock = FileLock(path)
    with pytest.raises(NoLocksError, match="No locks available"):
        lock.take()
    assert not lock.held
    assert not path.exists()


def test_no_handle_stays_open(path):
    before = len(os.listdir("/dev/fd"))
    holder = FileLock(path)
    for _ in range(20):
        assert holder.take()
        assert not FileLock(path).take()
        holder.release()
    assert len(os.listdir("/dev/fd")) == before


# What killed writers left


def test_what_is_being_written_is_not_swept_away_and_what_is_left_is(tmp_path):
    left = tmp_path / f".file.abc{PART}"
    left.write_text("half")
    with whole_file(tmp_path / "file") as file:
        file.write(b"whole")
        sweep_parts(tmp_path)
        assert not left.exists()
    assert os.listdir(tmp_path) == ["file"]
    assert (tmp_path / "file").read_bytes() == b"whole"


def test_of_one_file_alone_the_parts_of_others_stay(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f".{name}.abc{PART}").touch()
    sweep_parts(tmp_path, "one")
    assert os.listdir(tmp_path) == [f".two.abc{PART}"]


def test_a_part_that_was_swept_away_before_it_was_locked_is_made_again(tmp_path, monkeypatch):
    locked, swept = file_lock.locked, list(tmp_path.iterdir())

    def late(handle):
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].unlink()
        return locked(handle)

    monkeypatch.setattr("lenet.host.files.locked", late)
    with whole_file(tmp_path / "file") as file:
        file.write(b"whole")
    assert len(swept) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
