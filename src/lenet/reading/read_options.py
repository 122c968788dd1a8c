"""What is asked of every picture: which texts, in which boxes, at which greatest error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lenet.arguments.numbers import SHARE, real
from lenet.arguments.words import shown
from lenet.errors import ModelError
from lenet.pictures.boxes import Box
from lenet.pictures.limits import Limits
from lenet.reading.form import checked_boxes
from lenet.reading.texts.automaton import Automaton
from lenet.reading.texts.grammar import AMOUNT, DIGITS_ALONE, automaton_for


@dataclass(frozen=True)
class ReadOptions:
    """What is asked of every picture: all arguments of ``Reader.read`` that are the same for each.

    Attributes
    ----------
    grammar : "amount" or "digits"
        What is looked for: amounts of money, or any digits.
    length : int, optional
        How many digits there are.
    pattern : str, optional
        What the whole text matches, see ``lenet.reading.texts.pattern``; it takes the grammar's
        place.
    boxes : mapping of names to boxes, optional
        Fields to read on every page, in pixels, as far as they are on it; without them all lines
        of writing are read.
    max_error : float, 0 to 1
        The greatest share of the accepted readings that may be wrong.
    cells : bool
        Whether each cell of the tables is read in place of lines.
    limits : Limits, optional
        The largest picture that is opened; without it the reader's own limits hold.

    ModelError for a value that cannot be; the texts are checked by ``automaton``.
    """

    grammar: str = AMOUNT
    length: int | None = None
    pattern: str | None = None
    boxes: Mapping[str, Box] | None = None
    max_error: float = 0.01
    limits: Limits | None = None
    cells: bool = False

    def __post_init__(self) -> None:
        error = real("max_error", self.max_error, SHARE)
        object.__setattr__(self, "max_error", error)
        if self.boxes is not None:
            object.__setattr__(self, "boxes", checked_boxes(self.boxes))
        if not isinstance(self.cells, bool):
            raise ModelError(f"expected cells to be true or false, received {shown(self.cells)}")
        if self.cells and self.boxes is not None:
            raise ModelError("expected boxes or cells, received both")
        if not isinstance(self.limits, Limits | None):
            raise ModelError(f"expected Limits or none, received {shown(self.limits)}")

    @property
    def is_amount(self) -> bool:
        """Whether readings have an amount."""
        return self.grammar == AMOUNT and self.pattern is None

    @property
    def wanted(self) -> str:
        """Which texts alone are looked for, in words; "" for any amount or any digits."""
        digits = "one digit" if self.length == 1 else f"{self.length} digits"
        wanted = [digits] if self.length is not None else []
        wanted += ["a text of the pattern"] if self.pattern is not None else []
        return " and ".join(wanted)

    def automaton(self) -> Automaton:
        """The texts that are looked for. ModelError for another grammar, PatternError."""
        return automaton_for(self.grammar, self.length, self.pattern)

    def arguments(self) -> dict[str, Any]:
        """The options as keyword arguments of ``Reader.read``, without what was not asked for."""
        given = dict(vars(self))
        if self.limits is None:
            del given["limits"]
        if not self.cells:
            del given["cells"]
        return given


def grammar_of(digits: bool, length: int | None = None, pattern: str | None = None) -> str:
    """The grammar that such options ask for: "digits" or, without any of them, "amount"."""
    return DIGITS_ALONE if digits or length or pattern else AMOUNT
