"""The echo suite: 8 bytes to 16 MiB, there and back."""

from . import chart
from .text import byte_count, fit, nanoseconds, number, table, times

# In the host's own process: no isolation.
WITHOUT_ISOLATION = ("dlopen", "wasmtime")


def section(rows, folder):
    """Who is fastest at each size, and all of them."""
    own = [row for row in rows if row["case"] == "echo"]
    if not own:
        return []
    sizes = sorted({row["payloadBytes"] for row in own})
    variants = {}
    for row in own:
        variants.setdefault((row["peer"], row["mode"], row["placement"]), {})[row["payloadBytes"]] = row
    parts = [
        "## Echo",
        "Nanoseconds of a call that sends bytes to the peer and gets them back, checked.",
        everything(variants, sizes),
    ]
    # One curve for each peer: its fastest variant at the smallest size that all have.
    best = {}
    for key, by_size in variants.items():
        if key[0] not in best or by_size[min(by_size)]["meanNs"] < best[key[0]][1][min(best[key[0]][1])]["meanNs"]:
            best[key[0]] = (key, by_size)
    series = [(", ".join(key), [(size, row["meanNs"]) for size, row in by_size.items()]) for key, by_size in best.values()]
    if len(series) > 1:
        svg = chart.lines("Echo: the fastest way of each peer", series, "payload", "one call", byte_count, nanoseconds)
        (folder / "echo.svg").write_text(svg, encoding="utf-8")
        parts.append("![Echo by payload](echo.svg)")
    return parts + ahead(variants, sizes) + lent(rows) + parked(variants, sizes) + fitted(own) + baseline(rows)


def everything(variants, sizes):
    header = ["peer", "mode", "placement", "policy"] + [byte_count(size) for size in sizes] + ["floor"]
    body = []
    for (peer, mode, placement), by_size in sorted(variants.items(), key=lambda entry: first(entry[1])):
        some = by_size[min(by_size)]
        cells = [number(by_size[size]["meanNs"]) if size in by_size else "–" for size in sizes]
        name = f"{peer} (not isolated)" if peer in WITHOUT_ISOLATION else peer
        body.append([name, mode, placement, some["policy"]] + cells
                    + [number((some["floorBeforeNs"] + some["floorAfterNs"]) / 2)])
    return table(header, body, right_from=4)


def ahead(variants, sizes):
    """How Outboard stands against the best of the others that are isolated."""
    body = []
    for size in sizes:
        ours = [by_size[size] for key, by_size in variants.items() if key[0] == "outboard" and size in by_size]
        others = [(by_size[size]["meanNs"], ", ".join(key)) for key, by_size in variants.items()
                  if key[0] not in ("outboard",) + WITHOUT_ISOLATION and size in by_size]
        if ours and others:
            own = min(row["meanNs"] for row in ours)
            value, name = min(others)
            body.append([byte_count(size), number(own), name, number(value), times(value / own)])
    if not body:
        return []
    return ["Against the fastest of the others that run in a process of their own:",
            table(["payload", "Outboard", "fastest other", "its time", "over Outboard's"], body, right_from=3)]


def lent(rows):
    """What it costs to pass on what the receiver reads where it is."""
    own = [row for row in rows if row["case"] == "lent"]
    if not own:
        return []
    sizes = sorted({row["payloadBytes"] for row in own})
    variants = {}
    for row in own:
        variants.setdefault((row["peer"], row["placement"], row["policy"]), {})[row["payloadBytes"]] = row
    body = [list(key) + [number(by_size[size]["meanNs"]) if size in by_size else "–" for size in sizes]
            for key, by_size in sorted(variants.items(), key=lambda entry: first(entry[1]))]
    return ["An argument that the receiver reads where it is. The caller writes its first and its last word, the receiver reads them and "
            "answers with their sum; nobody touches what is between. Nanoseconds of a call:",
            table(["peer", "placement", "policy"] + [byte_count(size) for size in sizes], body, right_from=3)]


def parked(variants, sizes):
    """Peers that sleep, ranked where they are best: on one processor."""
    smallest = sizes[0]
    ranked = sorted((by_size[smallest]["meanNs"], key[0], key[1], by_size[smallest]["policy"])
                    for key, by_size in variants.items() if key[2] == "one-cpu" and smallest in by_size)
    if len(ranked) < 2:
        return []
    body = [[peer, mode, policy, number(value), times(value / ranked[0][0])] for value, peer, mode, policy in ranked]
    return [f"Both sides on one processor, {byte_count(smallest)}: nobody can poll, everybody sleeps.",
            table(["peer", "mode", "policy", "ns", "over the fastest"], body, right_from=3)]


def fitted(own):
    """The cost of small calls as work of processors and as crossings of a cache line."""
    body = [[row["peer"], row["mode"], row["placement"], byte_count(row["payloadBytes"]), fit(row), f"{row['ratio']:.2f} ×"]
            for row in sorted(own, key=lambda row: row["meanNs"])
            if row["payloadBytes"] <= 64 and row.get("fitCrossings") is not None]
    if not body:
        return []
    return ["Nanoseconds of processors and a multiple of the floor, where the floor changed enough to tell them apart (of peers that "
            "sleep the second says little):",
            table(["peer", "mode", "placement", "payload", "work + k × floor", "mean over floor"], body, right_from=3)]


def baseline(rows):
    """A call without any boundary."""
    return [f"A C function of a shared library in the host's own process that does nothing: {nanoseconds(row['meanNs'])} a call."
            for row in rows if row["step"] == "dlopen" and row["case"] == "null"][:1]


def first(by_size):
    return by_size[min(by_size)]["meanNs"]
