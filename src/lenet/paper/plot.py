"""A plot as SVG: each element has a class, which the page's style sheet colours.

Text stays text, and a figure on a dark page is dark.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

Point = tuple[float, float]

LEFT, RIGHT, TOP, BOTTOM = 40, 14, 30, 38


@dataclass(frozen=True)
class Scale:
    """A scale from ``low`` to ``high`` with ``ticks``, linear or logarithmic (``log``)."""

    low: float
    high: float
    ticks: Sequence[float]
    title: str = ""
    log: bool = False
    marks: Sequence[str] | None = None

    def share(self, value: float) -> float:
        """The position of a value: 0 at ``low``, 1 at ``high``."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def marked(self) -> Iterable[tuple[float, str]]:
        """The ticks with their labels."""
        marks = self.marks or [f"{tick:g}".replace("-", "\N{MINUS SIGN}") for tick in self.ticks]
        return zip(self.ticks, marks, strict=True)


@dataclass
class Plot:
    """A plot of the given width and height; call the drawing methods, then ``svg``."""

    x: Scale
    y: Scale
    width: int = 520
    height: int = 300
    parts: list[str] = field(default_factory=list)

    def at(self, point: Point) -> Point:
        """The coordinates of a point; outside the scales it is moved to the border."""
        across, up = (
            min(1.0, max(0.0, scale.share(value)))
            for scale, value in zip((self.x, self.y), point, strict=True)
        )
        wide, tall = self.width - LEFT - RIGHT, self.height - TOP - BOTTOM
        return round(LEFT + wide * across, 1), round(TOP + tall * (1 - up), 1)

    def line(self, points: Sequence[Point], kind: str) -> None:
        """A line through points."""
        joined = " ".join(f"{x},{y}" for x, y in map(self.at, points))
        self.parts.append(f'<polyline class="line {kind}" points="{joined}"/>')

    def band(self, low: Sequence[Point], high: Sequence[Point], kind: str) -> None:
        """The area between two lines."""
        joined = " ".join(f"{x},{y}" for x, y in map(self.at, [*low, *reversed(high)]))
        self.parts.append(f'<polygon class="band {kind}" points="{joined}"/>')

    def dots(self, points: Sequence[Point], kind: str) -> None:
        """A dot at each point."""
        for x, y in map(self.at, points):
            self.parts.append(f'<circle class="dot {kind}" cx="{x}" cy="{y}" r="2.6"/>')

    def whisker(self, x: float, low: float, high: float, kind: str) -> None:
        """A bar from ``low`` to ``high``."""
        self.line([(x, low), (x, high)], f"whisker {kind}")

    def note(
        self, point: Point, words: str, kind: str, anchor: str = "start", *, below: bool = False
    ) -> None:
        """Text above or below a point: starting, ending or centred there."""
        x, y = self.at(point)
        place = f'x="{x}" y="{y + (16 if below else -6):g}" text-anchor="{anchor}"'
        self.parts.append(f'<text class="{kind}" {place}>{escape(words)}</text>')

    def svg(self, words: str) -> str:
        """The figure; ``words`` is its description for screen readers."""
        box = f'viewBox="0 0 {self.width} {self.height}"'
        drawn = "".join([*self._axes(), *self.parts])
        return f'<svg {box} role="img" aria-label="{escape(words)}">{drawn}</svg>'

    def _axes(self) -> Iterable[str]:
        right, floor = self.width - RIGHT, self.height - BOTTOM
        for value, mark in self.y.marked():
            _, y = self.at((self.x.low, value))
            yield f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y}" y2="{y}"/>'
            yield f'<text class="tick" x="{LEFT - 7}" y="{y + 4:g}" text-anchor="end">{mark}</text>'
        for value, mark in self.x.marked():
            x, _ = self.at((value, self.y.low))
            yield f'<line class="axis" x1="{x}" x2="{x}" y1="{floor}" y2="{floor + 4}"/>'
            place = f'x="{x}" y="{floor + 17}" text-anchor="middle"'
            yield f'<text class="tick" {place}>{mark}</text>'
        yield f'<line class="axis" x1="{LEFT}" x2="{right}" y1="{floor}" y2="{floor}"/>'
        yield f'<text class="title" x="4" y="13">{escape(self.y.title)}</text>'
        place = f'x="{right}" y="{floor + 33}" text-anchor="end"'
        yield f'<text class="title" {place}>{escape(self.x.title)}</text>'
