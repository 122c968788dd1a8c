"""Items made ahead: the same ones, no more than there is room for, and no thread left behind."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from lenet.host.ahead import ahead


def makers() -> int:
    return sum(thread.name == "lenet-ahead" for thread in threading.enumerate())


@pytest.mark.parametrize("count", [0, 1, 2, 3, 50])
def test_the_items_come_in_their_order(count: int) -> None:
    assert list(ahead(iter(range(count)))) == list(range(count))
    assert makers() == 0


def test_items_may_be_none_or_errors() -> None:
    items = [None, ValueError("not raised"), None]
    assert list(ahead(iter(items))) == items


def test_they_are_made_in_another_thread_while_one_is_used() -> None:
    made = threading.Event()

    def items() -> Iterator[threading.Thread]:
        yield threading.current_thread()
        made.set()
        yield threading.current_thread()

    got = ahead(items())
    assert next(got) is not threading.current_thread()
    assert made.wait(10), "the second is made though nobody has asked for it"
    assert len(list(got)) == 1


@pytest.mark.parametrize("room", [1, 2, 5])
def test_no_more_wait_than_there_is_room_for(room: int) -> None:
    """The one in use, those that wait, and the one that has been made and waits for room."""
    made, enough = [], threading.Event()

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            if number == room + 1:
                enough.set()
            yield number

    with closing(ahead(items(), room)) as got:
        next(got)
        assert enough.wait(10)
        for number in range(1, 20):
            assert next(got) == number
            assert len(made) <= number + room + 3
    assert makers() == 0


def test_an_error_in_making_reaches_the_user_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise ZeroDivisionError("in the making")

    got = ahead(items())
    assert next(got) == 1
    with pytest.raises(ZeroDivisionError, match="in the making"):
        next(got)
    assert makers() == 0


@pytest.mark.parametrize("used", [1, 2, 7])
def test_closing_it_early_ends_the_thread_and_the_making(used: int) -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            yield from range(10**9)
        finally:
            closed.set()

    with closing(ahead(items())) as got:
        assert [next(got) for _ in range(used)] == list(range(used))
    assert makers() == 0
    assert closed.wait(10)


def test_an_error_in_using_ends_the_thread() -> None:
    def use() -> None:
        with closing(ahead(iter(range(10**9)))) as got:
            for _ in got:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        use()
    assert makers() == 0
