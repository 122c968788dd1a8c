"""What is written on a drawn strip, at random: digits, and marks by their names in ``marks``."""

from __future__ import annotations

from numpy.random import Generator

Symbol = int | str
"""A digit, or the name of a mark in ``marks.DRAWINGS``."""

LENGTHS = (0.04, 0.07, 0.16, 0.25, 0.25, 0.13, 0.06, 0.04)
"""How often a text has 1, 2, ... digits."""

CLOSINGS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("point",), 0.24),
    (("dash",), 0.16),
    (("point", "dash"), 0.2),
    (("double dash",), 0.07),
    (("dash", "dash"), 0.05),
    (("point", "double dash"), 0.05),
    (("slash",), 0.03),
    (("point", "point"), 0.03),
    (("wave",), 0.05),
    (("colon",), 0.03),
    (("long dash",), 0.03),
    (("star",), 0.03),
    (("word",), 0.03),
)
"""Marks after the digits, and how often they are these."""

OPENINGS = ("dollar", "hash", "star", "double dash", "dash", "point", "word", "word")
"""Marks before the digits."""

INSIDE = ("dash", "slash", "word", "scribble", "plus", "cross", "double dash", "star")
"""Marks between two digits that are no separators."""

ALONE = ("word", "scribble", "cross", "cross", "dash", "long dash")
"""What stands on a strip without digits: nothing is written there, or it is crossed out."""


def text(rng: Generator) -> list[Symbol]:
    """A random text: mostly an amount, sometimes other digits and marks, a word or nothing."""
    chance = rng.random()
    if chance < 0.03:
        return []
    if chance < 0.07:
        return [ALONE[rng.integers(len(ALONE))]]
    if chance < 0.11:
        return _expression(rng)
    written = _separated(_digits(rng), rng)
    if rng.random() < 0.45:
        closings, chances = zip(*CLOSINGS, strict=True)
        written += closings[rng.choice(len(closings), p=chances)]
    if rng.random() < 0.12:
        written.insert(0, OPENINGS[rng.integers(len(OPENINGS))])
    return written


def _expression(rng: Generator) -> list[Symbol]:
    """Digits between brackets or with signs among them, as in (12) or 3 + 4."""
    written: list[Symbol] = list(_digits(rng))
    if rng.random() < 0.6:
        return ["bracket", *written, "closing bracket"]
    for _ in range(int(rng.integers(1, 3))):
        place = int(rng.integers(0, len(written) + 1))
        written.insert(place, INSIDE[rng.integers(len(INSIDE))])
    return written


def _digits(rng: Generator) -> list[int]:
    count = int(rng.choice(len(LENGTHS), p=LENGTHS)) + 1
    digits = [int(digit) for digit in rng.integers(0, 10, count)]
    if rng.random() < 0.3:
        zeros = int(rng.integers(1, min(count, 4) + 1))
        digits[-zeros:] = [0] * zeros
    if count > 1 and rng.random() < 0.15:
        place = int(rng.integers(0, count - 1))
        digits[place + 1] = digits[place]
    return digits


def _separated(digits: list[int], rng: Generator) -> list[Symbol]:
    written: list[Symbol] = list(digits)
    count, chance = len(digits), rng.random()
    if count >= 4 and chance < 0.5:
        for place in range(count - 3, 0, -3):
            written.insert(place, "point")
    elif count >= 3 and chance < 0.6:
        written.insert(count - 2, "point")
    elif chance < 0.65:
        written.insert(int(rng.integers(0, count + 1)), "point")
    elif chance < 0.68 and count > 1:
        written.insert(int(rng.integers(1, count)), INSIDE[rng.integers(len(INSIDE))])
    return written
