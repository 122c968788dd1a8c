"""Amounts as people spell them -> the 12 symbols of a reading: "Fr. 1'234,50" -> "1.234.50"."""

from __future__ import annotations

import re
import unicodedata

from lenet.reading.texts.automaton import DIGITS


class SpellingError(ValueError):
    """A text that is not spelled as amounts are; the message is the reason, in words."""


_SPACES = re.compile(r"\s+")
_APOSTROPHES = str.maketrans("’‘´`", "''''")
_CURRENCIES = re.compile(
    r"(fr|sfr|rs|re|kr|zł|zl|kč|ft|lei|lev|rm|tl|dm|rp|bs|euros?|dollars?|pesos?|yen|yuan|rand|"
    r"franken|francs)\.?",
    re.IGNORECASE,
)
_MARKS = "-‐‑‒–—―−*/=#_~+|<>()[]"
_WORD = re.compile(r"[^\W\d_]+\.?")
_OVER_HUNDRED = re.compile(r"(?<=\d)\s*(?:\band\b|&|\s)\s*(?=(\d\d?)\s*/\s*100\b)")
_NOTHING_OVER_HUNDRED = re.compile(r"(?<![^\W\d_])(?:xx|no)\s*/\s*100\b", re.IGNORECASE)


def as_symbols(text: str, *, strict: bool = True) -> str:
    """The text's symbols. SpellingError for letters and signs that amounts are not written with.

    ``strict`` also looks at what the symbols no longer tell: apostrophes and spaces stand before
    three digits, and separators of two kinds are thousands' and one for the hundredths.
    """
    plain = _SPACES.sub(" ", text.translate(_APOSTROPHES)).strip()
    plain = _NOTHING_OVER_HUNDRED.sub("--100", plain)
    plain = _OVER_HUNDRED.sub(lambda found: "." if len(found[1]) == 2 else ".0", plain)
    plain = _without_currency(plain)
    if strict:
        _check_separators(plain)
    return "".join(map(_symbol, plain.replace(" ", "")))


def _without_currency(text: str) -> str:
    """The text with a dash for the currency between digits, and nothing for it elsewhere."""

    def replaced(found: re.Match[str]) -> str:
        word = found[0]
        known = _CURRENCIES.fullmatch(word) or re.fullmatch(r"[A-Z]{3}\.?", word)
        before_sign = re.fullmatch(r"[A-Z]{1,3}", word) and text[found.end() :][:1] == "$"
        if not known and not before_sign:
            raise SpellingError(f"{word!r} is no currency that is known")
        return "¤"

    signs = (
        ("¤" if unicodedata.category(sign) == "Sc" else sign) for sign in _WORD.sub(replaced, text)
    )
    marked = re.sub(r"\s*¤[\s¤]*", "¤", "".join(signs))
    return re.sub(r"(?<=\d)¤(?=\d)", "-", marked).replace("¤", " ").strip()


def _check_separators(text: str) -> None:
    found = re.findall(r"(?<=[0-9])([.,' ])([0-9]+)", text)
    for separator, digits in found:
        if separator in "' " and len(digits) != 3:
            name = "a space" if separator == " " else "an apostrophe"
            raise SpellingError(f"{name} stands before {len(digits)} digits, expected three")
    if len({separator for separator, _ in found}) > 1:
        *thousands, (last, digits) = found
        kinds = {separator for separator, _ in thousands}
        if len(kinds) > 1 or last in kinds or len(digits) > 2:
            raise SpellingError("the separators are mixed")


def _symbol(sign: str) -> str:
    if sign in DIGITS:
        return sign
    if sign in ".,'":
        return "."
    if sign in _MARKS:
        return "-"
    raise SpellingError(f"{sign!r} is no sign that amounts are written with")
