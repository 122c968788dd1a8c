"""Write the measured numbers into docs/paper.md, from the results.json of `lenet paper`.

python docs/results.py paper/results.json [--check] [PAGE]
"""

import json
import sys
from pathlib import Path

PAGE = Path(__file__).parent / "paper.md"
BEGIN, END = "<!-- results -->\n", "<!-- end -->"


def rate(item: dict) -> str:
    spread = item["deviation_points"]
    return f"{item['mean_percent']:.2f}" + ("" if spread is None else f" ± {spread:.2f}")


def row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def errors(items: dict) -> list[str]:
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


def others(items: dict) -> list[str]:
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


def block(results: dict) -> str:
    items, versions = results["items"], results["versions"]
    made = ", ".join(f"{name} {number}" for name, number in versions.items())
    made = f"Made with {made}, {results['instructions']} instructions."
    return "\n".join([*errors(items), "", *others(items), "", made, ""])


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--check"]
    results, page = json.loads(Path(words[0]).read_text()), Path(*words[1:] or [PAGE])
    text = page.read_text()
    before, rest = text.split(BEGIN)
    made = before + BEGIN + block(results) + rest[rest.index(END) :]
    if "--check" not in sys.argv:
        page.write_text(made)
    elif made != text:
        sys.exit(f"{page} does not say what {words[0]} says")


if __name__ == "__main__":
    main()
