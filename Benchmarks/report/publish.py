"""Writes the numbers of a run into the documents, between marks: `<!-- measured: NAME -->` and `<!-- end -->`.

All rows go to docs/benchmarks/rows.json, the charts beside them.
"""

import json
import re
import shutil
from pathlib import Path

from . import document, echo, goals, life, service, users, waiting
from .text import nanoseconds, table

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "docs/benchmarks.md")
CHARTS = ROOT / "docs" / "benchmarks"
# What the README shows: case, bytes, what it is called.
CALLS = (
    ("raw", None, "bare record and reply"),
    ("typed-null", None, "typed method, no arguments"),
    ("echo", 64, "64 bytes there and back"),
    ("echo", 4096, "4 KiB there and back"),
    ("echo", 1 << 20, "1 MiB there and back"),
    ("get-user-groups", None, "`getUserGroups` of the example"),
    ("get-user", None, "`getUser` of the example: strings, lists and a dictionary decoded"),
)


def publish(results):
    """Writes all marked parts whose rows the run has; returns the documents that changed."""
    rows = document.shown(results)
    parts = measured(rows, results)
    changed = []
    for name in DOCUMENTS:
        path = ROOT / name
        before = path.read_text(encoding="utf-8")
        after = filled(before, parts)
        if after != before:
            path.write_text(after, encoding="utf-8")
            changed.append(name)
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    (CHARTS / "rows.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    for chart in sorted(results.folder.glob("*.svg")):
        shutil.copy(chart, CHARTS / chart.name)
    return changed


def measured(rows, results):
    """The text of each part, by name; empty where the run has no rows for it."""
    published = json.loads((ROOT / "Benchmarks" / "peers" / "published.json").read_text(encoding="utf-8"))
    folder = results.folder
    parts = {
        "machine": [document.machine(results, rows)],
        "goals": goals.section(rows),
        "calls": calls(rows, results),
        "users": users.section(rows, published, folder),
        "echo": echo.section(rows, folder),
        "core": document.core(rows),
        "service": service.section(rows, folder),
        "life": life.section(rows),
        "waiting": waiting.section(rows, results),
        "left-out": document.left_out(results),
    }
    # Nothing left out is worth a word where something was measured.
    parts["left-out"] = parts["left-out"] or ["Nothing."]
    return {name: without_heading(part) for name, part in parts.items()}


def without_heading(parts):
    """The document has headings of its own, and links to charts beside it."""
    text = "\n\n".join(part for part in parts if not part.startswith("## "))
    return re.sub(r"(!\[[^]]*\]\()([a-z]+\.svg\))", r"\1benchmarks/\2", text)


def calls(rows, results):
    own = [row for row in rows if row["step"] == "core" and row["peer"] == "outboard"]
    body = []
    for case, size, title in CALLS:
        for row in own:
            if row["case"] == case and (size is None or row["payloadBytes"] == size):
                body.append([title, nanoseconds(row["meanNs"]), f"{row['ratio']:.1f} ×"])
    if not body:
        return []
    text = (f"Measured by `outboard-bench core` on {results.facts['processors'].split(' ')[0]} processors ({results.facts['cpu']}, "
            f"{results.facts['virtualisation']}), {results.facts['date'][:10]}; the floor is a bare ping-pong of one cache line "
            "between the same two processes.")
    window = [row for row in own if row["case"] == "pipelined-typed" and row["window"] == 64]
    if window:
        text += f" With 64 calls in flight a typed call costs {nanoseconds(window[0]['meanNs'])}."
    return [table(["one call, both sides awake", "mean", "the floor, once there and back"], body), text]


def filled(text, parts):
    """The document with its parts; those that the run does not have stay as they are."""

    def part(match):
        name = match.group(1)
        if name not in parts:
            raise ValueError(f"there is nothing called {name} to be measured")
        return f"<!-- measured: {name} -->\n\n{parts[name]}\n\n<!-- end -->" if parts[name] else match.group(0)

    return re.sub(r"<!-- measured: ([a-z-]+) -->.*?<!-- end -->", part, text, flags=re.S)
