"""The tables of reading: what each idea of it brings, and what each way of training reads."""

import json
from pathlib import Path


def ideas(records: Path) -> str:
    """Return what each idea of reading brings, as a table."""
    found = json.loads(records.read_text())
    rows = [f"| {one['idea']} | {one['right']} | {one['accepted']} |" for one in found]
    head = (
        f"| of {found[0]['strings']} amounts | right as a whole | accepted before 5 % are wrong |"
    )
    return "\n".join([head, "|---|---|---|", *rows, ""])


WAYS = {
    "windows": "windows, each with its class",
    "strips": "whole strips",
    "both": "windows, in the last third whole strips",
}


def whole_chain(records: Path) -> str:
    """Return what each way of training the swept network reads, a figure a seed, as a table."""
    record = json.loads(records.read_text())
    head = "drawn strips right", "cheque amounts right", "accepted before 1 % of them are wrong"
    rows = [f"| trained on | {' | '.join(head)} |", "|---|---|---|---|"]
    for way, words in WAYS.items():
        found = [one for one in record["found"] if one["way"] == way]
        right, read, accepted = (
            ", ".join(str(one[name]) for one in found)
            for name in ("drawn_right", "amounts_right", "amounts_accepted")
        )
        drawn, amounts = (f"{found[0][name]:,}" for name in ("drawn", "amounts"))
        counts = f"{right} of {drawn} | {read} of {amounts} | {accepted} of {amounts}"
        rows.append(f"| {words} | {counts} |")
    return "\n".join([*rows, ""])
