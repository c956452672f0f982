"""The user-manager suite: the same five methods everywhere."""

from . import chart
from .text import nanoseconds, number, table, times

# In the host's own process: no isolation.
WITHOUT_ISOLATION = ("in-process", "swift-dlopen")
METHODS = ["on-load", "get-user", "get-user-by-claim", "get-user-groups", "find-users"]


def section(rows, published, folder):
    """The table, beside that of a published run."""
    own = [row for row in rows if row["case"] in METHODS]
    if not own:
        return []
    variants = {}
    for row in own:
        variants.setdefault(variant(row), {})[row["case"]] = row
    ours = variants.get(("outboard", "default", "two-cpus"), {})
    header = ["peer", "placement", "policy"] + METHODS + ["floor"]
    body = []
    for (peer, mode, placement), methods in sorted(variants.items(), key=lambda entry: cost(entry[1])):
        some = next(iter(methods.values()))
        name = f"{peer} (not isolated)" if peer in WITHOUT_ISOLATION else peer if mode == "default" else f"{peer}, {mode}"
        cells = [cell(methods.get(method), ours.get(method), peer) for method in METHODS]
        body.append([name, placement or "–", some["policy"]] + cells + [floor(some)])
    parts = [
        "## The user manager",
        "Nanoseconds of a call; in brackets how many times Outboard's, isolated, on two processors. The answers are checked: a "
        "call that fails ends the run. The floors of peers in Go are measured in Go, which makes them about 1.5 times as long.",
        table(header, body, right_from=3),
    ]
    drawn = [(label(key), methods["get-user"]["meanNs"], key[0].startswith("outboard"))
             for key, methods in sorted(variants.items(), key=lambda entry: cost(entry[1])) if "get-user" in methods]
    if len(drawn) > 1:
        svg = chart.bars("GetUser: one call", drawn, nanoseconds)
        (folder / "users.svg").write_text(svg, encoding="utf-8")
        parts.append("![GetUser by peer](users.svg)")
    return parts + beside(published)


def beside(published):
    """The published run that all this began with."""
    peers = {}
    for row in published["rows"]:
        peers.setdefault(row["peer"], {})[row["case"]] = row
    body = []
    for peer, methods in peers.items():
        cells = []
        for method in METHODS:
            row = methods.get(method)
            cells.append("–" if row is None else number(row["meanNs"]) + (" (doubtful)" if row.get("doubt") else ""))
        body.append([peer] + cells)
    doubts = [f"`{row['case']}` of {row['peer']}: {row['doubt']}." for row in published["rows"] if row.get("doubt")]
    return [f"As published ({published['source']}, {published['cpu']}):", table(["peer"] + METHODS, body)] + doubts


def variant(row):
    return row["peer"], row["mode"], row.get("placement")


def label(key):
    peer, mode, placement = key
    return ", ".join(part for part in (peer, mode if mode != "default" else "", placement or "") if part)


def cost(methods):
    row = methods.get("get-user") or next(iter(methods.values()))
    return row["meanNs"]


def cell(row, ours, peer):
    if row is None:
        return "–"
    if ours is None or peer in ("outboard", "outboard-sandboxed") + WITHOUT_ISOLATION:
        return number(row["meanNs"])
    return f"{number(row['meanNs'])} ({times(row['meanNs'] / ours['meanNs'])})"


def floor(row):
    return number((row["floorBeforeNs"] + row["floorAfterNs"]) / 2)
