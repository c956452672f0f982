"""The report of a run: Markdown and charts."""

import json
from pathlib import Path

from . import echo, goals, life, service, users, waiting
from .text import fit, number, table

NOTES = """Every row is the mean over blocks of calls that alternate with blocks of the *floor*, a bare ping-pong of one cache line each
way between the same two processes on the same processors; a block counts only if the floor was the same before and after it.
Compare rows by their ratio to the floor where the floors differ: a virtual machine's changes from minute to minute. Peers that
sleep while they wait (`blocking`, `epoll`) do best on one processor, where nobody has to be woken on another one: `placement`
says where both sides ran. `policy` says how they waited. How each is measured: `Benchmarks/README.md`, `Benchmarks/peers/README.md`."""


def write(results):
    """Writes `report.md` and its charts into the folder of a run; returns the path."""
    results.save()
    rows = shown(results)
    published = json.loads((Path(__file__).parent.parent / "peers" / "published.json").read_text(encoding="utf-8"))
    parts = [f"# Benchmarks, {results.facts['date']}", machine(results, rows), NOTES]
    for section in (
        goals.section(rows),
        users.section(rows, published, results.folder),
        echo.section(rows, results.folder),
        core(rows),
        service.section(rows, results.folder),
        life.section(rows),
        waiting.section(rows, results),
        left_out(results),
    ):
        parts += section
    path = results.folder / "report.md"
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return path


def shown(results):
    """The rows of a run, each once: in its sandbox is only Outboard, and what runs in the host is in the other steps."""
    return [with_defaults(row) for row in results.medians()
            if row["step"] != "core-sandboxed" or row["peer"] == "outboard"]


def with_defaults(row):
    """What the rows of Outboard's own suites leave out."""
    row = dict(row)
    if row["step"] == "core-sandboxed":
        row["mode"] = "sandboxed"
    row.setdefault("mode", "default")
    if row["step"].startswith("core"):
        row.setdefault("placement", "one-cpu" if row["step"] == "core-one-cpu" else "two-cpus")
    if row["case"] == "lent-echo":
        row["mode"] = "lent"
    if row["case"] in ("typed-echo", "lent-echo"):
        row["case"] = "echo"
    return row


def machine(results, rows):
    facts = dict(results.facts)
    is_quick = facts.pop("quick")
    versions = {}
    for row in rows:
        versions.update(row.get("versions") or {})
    facts.update(sorted(versions.items()))
    lines = table(["what", "value"], [[key, str(value)] for key, value in facts.items() if key != "date"])
    return ("A look, not a result: measured with `--quick`.\n\n" if is_quick else "") + lines


def core(rows):
    """All rows of the suite `core`."""
    own = [row for row in rows if row["step"] == "core"]
    if not own:
        return []
    header = ["case", "peer", "policy", "bytes", "window", "mean ns", "p50", "p99", "p99.9", "max", "floor", "× floor",
              "CPU + k × floor", "allocations / 1,000", "system calls / 1,000"]
    body = [
        [f"`{row['case']}`", row["peer"], row["policy"], number(row["payloadBytes"]), str(row["window"])]
        + [number(row[key]) for key in ("meanNs", "p50Ns", "p99Ns", "p999Ns", "maxNs")]
        + [number((row["floorBeforeNs"] + row["floorAfterNs"]) / 2), f"{row['ratio']:.2f}", fit(row)]
        + [number(row["allocationsPer1000"]), number(row["syscallsPer1000"])]
        for row in own
    ]
    return ["## Outboard, call by call", table(header, body, right_from=3)]


def left_out(results):
    parts = []
    for title, reasons in (("Left out", results.skipped), ("Failed", results.failed)):
        if reasons:
            parts += [f"## {title}", "\n".join(f"- `{name}`: {reason}" for name, reason in sorted(reasons.items()))]
    return parts
