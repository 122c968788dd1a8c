"""The tables of the paper of 1998 measured again, from the results.json of ``lenet paper``."""

from typing import Any

Record = dict[str, Any]


def rate(item: Record) -> str:
    spread = item["deviation_points"]
    return f"{item['mean_percent']:.2f}" + ("" if spread is None else f" ± {spread:.2f}")


def row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def errors(items: Record) -> list[str]:
    test, training = items["test_error"], items["passes"]["plain"]["training_error"]
    sets = items["training_sets"]["points"]
    rows = [row("error, %", "the paper", "here", "seeds", "errors of each seed"), "|---" * 5 + "|"]
    named = {
        "test, without distortions": test["plain"],
        "test, with distortions": test["distorted"],
        "training, without distortions": training,
        **{f"test, {point['patterns']:,} patterns": point["test"] for point in sets[:-1]},
        **{one["title"]: one["test"] for one in items["ablation"][1:]},
    }
    for name, one in named.items():
        paper = "" if one["paper_percent"] is None else f"{one['paper_percent']:.2f}"
        counts = ", ".join(map(str, one["errors"]))
        rows.append(row(name, paper, rate(one), len(one["seeds"]), counts))
    return rows


def others(items: Record) -> list[str]:
    aligned = items["misread"]["alignments"]
    mean = sum(one["aligned"] for one in aligned) / len(aligned)
    luck = sum(one["aligned_in_random_order_mean"] for one in aligned) / len(aligned)
    told = [f"Of the paper's 82 misread digits {mean:.1f} align with ours; luck gives {luck:.1f}."]
    for kind, words in (("plain", "without"), ("distorted", "with")):
        for criterion in items["rejection"][kind]["criteria"].values():
            shares = criterion["rejected_percent"]
            share = sum(shares) / len(shares)
            told.append(
                f"For 0.5 % error among the accepted, {words} distortions, rejecting when "
                f"{criterion['words']}: {share:.2f} % rejected."
            )
    return [f"- {sentence}" for sentence in told]


def whole(results: Record) -> str:
    """Every error and what was measured beside them: the block of the page about the paper."""
    items, versions = results["items"], results["versions"]
    made = ", ".join(f"{name} {number}" for name, number in versions.items())
    made = f"Made with {made}, {results['instructions']} instructions."
    return "\n".join([*errors(items), "", *others(items), "", made, ""])


def short(results: Record) -> str:
    """The two errors of README, and the best published reproductions."""
    test = results["items"]["test_error"]
    rows = [row("test error, %", "the paper", "here", "errors of each seed"), "|---" * 4 + "|"]
    for name, one in (("plain", test["plain"]), ("540,000 distortions", test["distorted"])):
        counts = ", ".join(map(str, one["errors"]))
        rows.append(row(name, f"{one['paper_percent']:.2f}", f"**{rate(one)}**", counts))
    again = f"{test['authors_code_again_percent']:.2f}"
    others = " and ".join(f"{error:.2f}" for error in test["reproductions_percent"])
    rows += [
        "",
        f"The authors' code run again: {again}; the best published reproductions: {others}.",
    ]
    return "\n".join([*rows, ""])
