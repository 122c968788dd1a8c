"""The page's nine sections: the paper's figure, ours beside it, and what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lenet.paper import charts, published
from lenet.paper.inside import Inside
from lenet.paper.rejecting import CRITERIA
from lenet.paper.tables import Raw, percent, points, rate, seeds, table
from lenet.paper.variants import ABLATIONS, DISTORTED, NOISY, PLAIN, VARIANTS

Item = Mapping[str, Any]


def verdict(item: Item) -> str:
    """A rate beside the paper's: lower, higher, or within two binomial deviations."""
    paper = item["paper_percent"]
    if paper is None:
        return ""
    away = item["mean_percent"] - paper
    if abs(away) <= item["two_sigma_points"]:
        return f"{points(away)}, within 2\N{GREEK SMALL LETTER SIGMA}"
    return f"{points(away)}, {'lower' if away < 0 else 'higher'}"


def counts(items: Item) -> str:
    """1. The count table."""
    item = items["counts"]
    kinds = ("paper_trainable", "trainable", "paper_connections", "connections")
    rows = [[one["layer"], *(one[kind] for kind in kinds)] for one in item["layers"]]
    total = ["total", *(item["total"][kind] for kind in kinds)]
    head = ["", "trainable, paper", "here", "connections, paper", "here"]
    return (
        "<p>Counted on the network as it is built. The output\u2019s 840 numbers are the fixed centres, "
        "which are not trained. The journal prints 345,308 connections; its own layers add up to "
        f"340,908, as here.</p>{table(head, rows, total)}"
    )


def passes(items: Item) -> str:
    """2. Fig. 5."""
    item = items["passes"][PLAIN]
    count = len(item["test_errors"][0])
    after, last = min(12, count), count
    words = (
        f"<p>The paper\u2019s test error is flat at {published.PLAIN:.2f} % after 10 to 12 passes and its "
        f"training error reaches {published.TRAINING:.2f} % after 19; it saw no rise of the test error. "
        f"Here the test error is {_at(item, after):.2f} % after {after} passes and {_at(item, last):.2f} % "
        f"after {last}; the training error ends at {rate(item['training_error'])}.</p>"
    )
    caption = (
        f"Mean of {seeds(len(item['seeds']))}; the band reaches from the best seed to the worst. Both errors "
        f"are measured after each pass, on all {item['training_images']:,} training and "
        f"{item['test_images']:,} test images."
    )
    return words + figure(charts.passes(items["passes"]), caption)


def _at(item: Item, after: int) -> float:
    errors = [curve[after - 1] for curve in item["test_errors"]]
    return 100 * sum(errors) / len(errors) / float(item["test_images"])


def training_sets(items: Item) -> str:
    """3. Fig. 6."""
    item = items["training_sets"]
    rows = [
        [f"{point['patterns']:,}", rate(point["training"]), rate(point["test"])]
        for point in item["points"]
    ]
    rows.append(["with distortions", None, rate(item["with_distortions"])])
    caption = (
        f"Mean of {seeds(len(item['with_distortions']['seeds']))}, whiskers one standard deviation. Dotted: "
        "the two test errors that the paper prints, 0.95 % and 0.8 %; its Fig. 6 has no numbers."
    )
    return (
        "<p>The paper concludes that more training data would help, and makes some: 540,000 "
        "planar affine distortions of the 60,000. A smaller set here is the first so many training images, "
        "for as many passes.</p>"
        + figure(charts.training_sets(item), caption)
        + table(["patterns", "training error", "test error"], rows)
    )


def misread(items: Item, inside: Inside) -> str:
    """4. Fig. 8."""
    item = items["misread"]
    shown = item["alignments"][item["seeds"].index(item["shown_seed"])]
    ours, theirs = ({pair[side] for pair in shown["pairs"]} for side in (0, 1))
    tiles = "".join(
        f'<div><img class="ink" src="{inside.misread[one["test_image"]]}" alt="test image '
        f'{one["test_image"]}">{_pair(one["true"], one["read"], k in ours)}</div>'
        for k, one in enumerate(item["misread"])
    )
    pairs = "".join(_pair(*pair, k in theirs) for k, pair in enumerate(published.MISREAD))
    luck = shown["aligned_in_random_order_mean"], shown["aligned_in_random_order_most"]
    each = ", ".join(str(one["aligned"]) for one in item["alignments"])
    return (
        "<p>The paper draws 82 misread digits as true &gt; read, without their numbers in the test set. Their "
        "order looks like rising number. So both lists are taken in that order and aligned: the longest "
        f"sequence of pairs that occurs in both. <b>{shown['aligned']} of the paper\u2019s "
        f"{shown['paper']}</b> align with our {shown['ours']}. Luck alone aligns "
        f"{luck[0]:.1f} (the mean of {shown['random_orders']:,} random orders of ours; at most "
        f"{luck[1]}). That two aligned digits are the same picture is likely, not certain.</p>"
        + figure(
            f'<div class="digits">{tiles}</div>',
            f"All {shown['ours']} test digits misread by the network of the median seed with distortions "
            f"(seed {item['shown_seed']}), by rising number. Marked: aligned with one of the paper\u2019s. "
            f"All seeds: {each}.",
        )
        + figure(f'<div class="pairs">{pairs}</div>', "The paper\u2019s 82, in its order.")
    )


def _pair(true: int, read: int, aligned: bool) -> str:
    kind = "mark" if aligned else "span"
    return f"<{kind}>{true}&gt;{read}</{kind}>"


def rejection(items: Item) -> str:
    """5. The rejection curve."""
    item = items["rejection"]
    rows = [
        [words, *(_share(item[kind]["criteria"][name]) for kind in (PLAIN, DISTORTED))]
        for name, (words, _) in CRITERIA.items()
    ]
    others = "; ".join(f"{name} {share:g} %" for name, share in published.REJECTED.items())
    count, goal = seeds(len(item[PLAIN]["seeds"])), item[PLAIN]["goal_percent"]
    key = _key(
        {"blue": "without distortions", "red": "with distortions", "dashed": "by the margin"}
    )
    return (
        "<p>The paper rejects a digit whose output passes a threshold and tells how many must go "
        f"for {goal:g} % error among the rest: {others}. It has no such number for LeNet-5: here it "
        "is, by the paper\u2019s criterion (the penalty of the answer) and by two others. The threshold is "
        "found on the test set, as a curve of this kind must.</p>"
        + figure(
            key + charts.rejection(item),
            f"Mean of {count}. Dots: where {goal:g} % of the accepted are misread.",
        )
        + table(["rejected when", "without distortions", "with distortions"], rows)
    )


def _share(criterion: Item) -> str:
    shares = criterion["rejected_percent"]
    return f"{sum(shares) / len(shares):.2f} %"


def classifiers(items: Item) -> str:
    """6. Fig. 9."""
    item = items["classifiers"]
    bars = [(one["name"], one["percent"], f"{one['percent']:g}", "") for one in item["paper"]]
    bars += [
        (f"{one['name']}, here", one["mean_percent"], rate(one), "ours") for one in item["ours"]
    ]
    highest = max(bar[1] for bar in bars)
    rows = "".join(
        f'<tr class="{kind}"><th scope="row">{name}</th><td>{words}</td><td>'
        f'<span class="bar" style="width:{100 * value / highest:.1f}%"></span></td></tr>'
        for name, value, words, kind in sorted(bars, key=lambda bar: (-bar[1], bar[3]))
    )
    head = (
        '<thead><tr><th scope="col"></th><th scope="col">error, %</th><th scope="col">'
        "</th></tr></thead>"
    )
    return (
        "<p>The paper\u2019s other classifiers on the same test set, with its numbers. Those marked [dist] "
        "were trained with distortions, [deslant] on digits set upright, [16x16] on smaller ones.</p>"
        f'<div class="wide"><table class="bars">{head}<tbody>{rows}</tbody></table></div>'
    )


def invariance(items: Item) -> str:
    """7. Fig. 13."""
    item = items["invariance"]
    panels = "".join(charts.sweep(one, item["claims"]) for one in item["sweeps"])
    kinds = list(item["sweeps"][0]["networks"])
    names = {kind: VARIANTS[kind].title for kind in kinds}
    key = _key({charts.COLOURS[kind]: name for kind, name in names.items()})
    rows = [
        [one["title"], *(_reach(one["networks"][kind]) for kind in kinds)] for one in item["sweeps"]
    ]
    claims = [
        [f"{claim['words']}: {edge:g}", *_held(item, name, edge, kinds)]
        for name, claim in item["claims"].items()
        for edge in (claim["low"], claim["high"])
    ]
    head = ["", *(names[kind].removeprefix("LeNet-5, ") for kind in kinds)]
    return (
        "<p>The paper shows twelve odd digits that are read right and estimates how far it goes: a factor of "
        "about two in scale, about half the character\u2019s height up or down, 30 degrees of rotation; its network "
        "was trained with 10 % of the pixels inverted. Here all test digits are changed, step by "
        "step, on the field of 32x32 that the network sees. A digit is 20 pixels high: moved by 10, or "
        "enlarged twice, part of it leaves the field.</p>"
        + figure(
            f'{key}<div class="panels">{panels}</div>',
            f"Mean of {seeds(len(item['seeds']))} on {item['images']:,} test images. Shaded: the range of the "
            "paper\u2019s estimate. Squeeze: narrower by the ratio and taller by it, or the reverse.",
        )
        + "<p>How far at least "
        + f"{item['accurate_percent']:g} % are read right (where the last value tried still was, that one):</p>"
        + table(head, rows)
        + "<p>And what is read right at the ends of the paper\u2019s estimates:</p>"
        + table(head, claims)
    )


def _reach(known: Item) -> str:
    low, high = known["accurate_from_to"]
    return f"{low:.3g} to {high:.3g}".replace("-", "\N{MINUS SIGN}")


def _held(item: Item, name: str, edge: float, kinds: Sequence[str]) -> list[str]:
    (one,) = (sweep for sweep in item["sweeps"] if sweep["name"] == name)
    told = []
    for kind in kinds:
        known = one["networks"][kind]
        right = known["right_percent"][one["values"].index(edge)]
        told.append(f"{right:.1f} %, {'holds' if right >= item['accurate_percent'] else 'does not'}")
    return told


def inside(drawn: Inside) -> str:
    """8. Centres, kernels, maps."""
    centres = _row("", [(uri, str(k)) for k, uri in enumerate(drawn.centres)], 42, 72, "ink")
    kernels = _row("", [(uri, "") for uri in drawn.kernels], 60, 60)
    sizes = {"C1": (56, 56), "S2": (42, 42), "C3": (40, 40), "S4": (30, 30), "C5": (150, 80),
             "F6": (42, 72)}  # fmt: skip
    maps = "".join(
        _row(name, [(uri, "") for uri in drawn.maps[name]], *size) for name, size in sizes.items()
    )
    answer = min(range(len(drawn.penalties)), key=drawn.penalties.__getitem__)
    penalties = table(
        ["class", *map(str, range(len(drawn.penalties)))],
        [["penalty", *(f"{value:.1f}" for value in drawn.penalties)]],
    )
    digit = _row("input", [(drawn.digit, "")], 56, 56, "ink")
    note = f"Seed {drawn.seed}, with distortions. Blue is below zero, red above; opaque is \N{PLUS-MINUS SIGN}1.7159."
    return (
        "<p>The RBF\u2019s fixed centres (Fig. 3): F6\u2019s 84 units, seen as 7x12, are to come near the "
        "picture of the digit\u2019s class.</p>"
        + figure(centres, "The ten centres: ink is +1, paper \N{MINUS SIGN}1.")
        + figure(kernels, "C1\u2019s six kernels, 5x5.")
        + figure(digit + maps, f"Test image 0 on its way. {note}")
        + f"<p>F6 is nearest to the centre of {answer}; the squared distances are the penalties:</p>"
        + penalties
    )


def _row(
    title: str, pictures: Sequence[tuple[str, str]], width: int, height: int, kind: str = "signed"
) -> str:
    size = f'width="{width}" height="{height}"'
    shown = "".join(
        f'<div><img class="{kind}" src="{uri}" {size} alt="">{words}</div>'
        for uri, words in pictures
    )
    return f'<div class="row">{f"<b>{title}</b>" if title else ""}{shown}</div>'


def ablation(items: Item) -> str:
    """9. Each faithful choice undone."""
    rows, own = items["ablation"], items["ablation"][0]["test"]
    each = [100 * count / own["images"] for one in rows for count in one["test"]["errors"]]
    low, high = min(each), max(each)
    told = [
        [
            one["title"],
            rate(one["test"]),
            "" if one is rows[0] else points(one["test"]["mean_percent"] - own["mean_percent"]),
            percent(one["training"]["mean_percent"]),
            Raw(charts.strip([100 * c / own["images"] for c in one["test"]["errors"]], low, high)),
        ]
        for one in rows
    ]
    count = seeds(len(own["seeds"]))
    return (
        f"<p>The network of 1998 with one of its choices undone at a time, all else as it is, {count} each, "
        "without distortions. Nothing else is tuned to the change, neither rates nor passes.</p>"
        + table(["", "test error", "difference", "training", f"each seed, {low:.2f} to {high:.2f} %"], told)
    )


def figure(content: str, caption: str) -> str:
    """A figure and its caption."""
    return f"<figure>{content}<figcaption>{caption}</figcaption></figure>"


def _key(names: Mapping[str, str]) -> str:
    shown = "".join(f'<span class="{kind}">{name}</span>' for kind, name in names.items())
    return f'<div class="key">{shown}</div>'


