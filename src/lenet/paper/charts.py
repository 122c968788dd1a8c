"""The page's plots, each drawn from one item of the results."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lenet.paper import published
from lenet.paper.plot import Plot, Scale
from lenet.paper.variants import DISTORTED, NOISY, PLAIN

Item = Mapping[str, Any]

STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
COLOURS = {PLAIN: "blue", DISTORTED: "red", NOISY: "green"}


def upright(highest: float, title: str) -> Scale:
    """A vertical scale from 0 to above ``highest``, with four to eight round ticks."""
    step = next((step for step in STEPS if highest / step <= 6), STEPS[-1])
    top = max(1, math.ceil(highest / step + 1e-9))
    ticks = [round(k * step, 10) for k in range(top + 1)]
    return Scale(0.0, ticks[-1], ticks, title)


def passes(item: Item) -> str:
    """Fig. 5: error after each pass, mean over the seeds and their range as a band."""
    of = item[PLAIN]
    test = 100 * np.array(of["test_errors"]) / of["test_images"]
    training = 100 * np.array(of["training_errors"]) / of["training_images"]
    count = test.shape[1]
    ticks = [1, *range(5, count + 1, 5)] if count >= 5 else range(1, count + 1)
    highest = float(max(test.max(), training.max()))
    plot = Plot(Scale(0.5, count + 0.5, list(ticks), "passes"), upright(highest, "error, %"))
    plot.line([(0.5, published.PLAIN), (count + 0.5, published.PLAIN)], "paper")
    higher = float(test[:, -1].mean()) > published.PLAIN
    words = f"the paper, test {published.PLAIN:.2f} %"
    plot.note((count + 0.5, published.PLAIN), words, "grey", "end", below=higher)
    for curves, kind, name in ((training, "blue", "training"), (test, "red", "test")):
        each = range(1, count + 1)
        low, high, mean = curves.min(0), curves.max(0), curves.mean(0)
        plot.band(list(zip(each, low, strict=True)), list(zip(each, high, strict=True)), kind)
        plot.line(list(zip(each, mean, strict=True)), kind)
        plot.dots(list(zip(each, mean, strict=True)), kind)
        words = f"{name} {mean[-1]:.2f} %"
        under = name == "test" and not higher
        plot.note((count + 0.5, mean[-1]), words, kind, "end", below=under)
    return plot.svg("Test and training error after each pass")


def training_sets(item: Item) -> str:
    """Fig. 6: test and training error by number of patterns; test error with distortions."""
    points, distorted = item["points"], item["with_distortions"]
    marks = [f"{point['patterns']:,}" for point in points] + ["with distortions"]
    highest = max(point["test"]["mean_percent"] for point in points)
    plot = Plot(
        Scale(-0.4, len(points) + 0.4, range(len(marks)), "training patterns", marks=marks),
        upright(1.1 * highest, "error after the last pass, %"),
    )
    for name, kind in (("training", "blue"), ("test", "red")):
        rates = [point[name] for point in points]
        means = [(float(k), rate["mean_percent"]) for k, rate in enumerate(rates)]
        plot.line(means, kind)
        _whiskered(plot, means, rates, kind)
        for x, y in means:
            plot.note((x + 0.06, y), f"{name} {y:.2f}" if x == 0 else f"{y:.2f}", kind)
    place = (float(len(points)), distorted["mean_percent"])
    _whiskered(plot, [place], [distorted], "red")
    plot.note((place[0] + 0.06, place[1]), f"{place[1]:.2f}", "red")
    for x, paper in ((2.0, published.PLAIN), (3.0, published.DISTORTED)):
        plot.line([(x - 0.3, paper), (x, paper)], "paper")
    return plot.svg("Test and training error for each size of the training set")


def _whiskered(
    plot: Plot, points: Sequence[tuple[float, float]], rates: Sequence[Item], kind: str
) -> None:
    for (x, y), rate in zip(points, rates, strict=True):
        spread = rate["deviation_points"] or 0.0
        plot.whisker(x, max(0.0, y - spread), y + spread, kind)
    plot.dots(points, kind)


def rejection(item: Item) -> str:
    """Error among the accepted by share rejected, for the paper's criterion and the margin."""
    highest = max(item[PLAIN]["criteria"]["penalty"]["error_percent"])
    at = item[PLAIN]["at_percent"]
    shown = [k for k, share in enumerate(at) if share <= 5]
    plot = Plot(
        Scale(0.0, 5.0, range(6), "rejected, % of all"),
        upright(1.05 * highest, "misread, % of the accepted"),
    )
    goal = item[PLAIN]["goal_percent"]
    plot.line([(0.0, goal), (5.0, goal)], "paper")
    plot.note((5.0, goal), f"{goal:g} % misread", "grey", "end")
    for variant in (PLAIN, DISTORTED):
        for criterion, style in (("penalty", ""), ("margin", "dashed")):
            curve = item[variant]["criteria"][criterion]
            points = [(at[k], curve["error_percent"][k]) for k in shown]
            plot.line(points, f"{COLOURS[variant]} {style}")
            where = float(np.mean(curve["rejected_percent"]))
            if where <= 5:
                plot.dots([(where, goal)], COLOURS[variant])
    return plot.svg("Share rejected against error among the accepted")


def sweep(item: Item, claims: Mapping[str, Item]) -> str:
    """One panel of Fig. 13: per cent right, with the paper's claim as a shaded range."""
    values = item["values"]
    ticks = values if len(values) <= 9 else values[:: (len(values) - 1) // 4]
    across = Scale(values[0], values[-1], ticks, item["title"], log=item["name"] in LOGARITHMIC)
    plot = Plot(across, Scale(0.0, 100.0, (0, 50, 90, 100), "read right, %"), 270, 200)
    if claim := claims.get(item["name"]):
        low, high = claim["low"], claim["high"]
        plot.band([(low, 0.0), (high, 0.0)], [(low, 100.0), (high, 100.0)], "claim")
    for variant, known in item["networks"].items():
        points = list(zip(values, known["right_percent"], strict=True))
        plot.line(points, COLOURS[variant])
    return plot.svg(f"Per cent read right by {item['title']}")


LOGARITHMIC = ("scale", "squeeze")


def strip(rates: Sequence[float], low: float, high: float) -> str:
    """The seeds of a row as dots from ``low`` to ``high``; a ring at the end for values above."""
    width, parts = 150, ['<line class="axis" x1="0" x2="150" y1="8" y2="8"/>']
    for rate in rates:
        share = min(1.0, (rate - low) / max(high - low, 1e-9))
        kind = "dot red" if rate <= high else "ring red"
        parts.append(f'<circle class="{kind}" cx="{4 + (width - 8) * share:.1f}" cy="8" r="3"/>')
    words = ", ".join(f"{rate:.2f} %" for rate in rates)
    box = f'viewBox="0 0 {width} 16" role="img" aria-label="{words}"'
    return f'<svg class="strip" {box}>{"".join(parts)}</svg>'
