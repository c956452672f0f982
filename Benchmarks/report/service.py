"""What a service sees: load, callers, chains."""

from . import chart
from .text import nanoseconds, number, table

LOAD = ["loadPercent", "callsPerSecond", "meanNs", "p50Ns", "p90Ns", "p99Ns", "p999Ns", "maxNs"]


def section(rows, folder):
    own = [row for row in rows if row["step"] == "service"]
    if not own:
        return []
    parts = ["## What a service sees"]
    load = [row for row in own if row["case"] == "open-loop"]
    if load:
        parts += [
            "Open loop: calls arrive at random moments (exponential gaps) at a share of what one caller manages back to back; a "
            "call's time counts from the moment at which it should have begun, so that a stall is felt by all calls that it holds "
            "up.",
            table(["load %", "calls/s", "mean ns", "p50", "p90", "p99", "p99.9", "max"],
                  [[number(row[key]) for key in LOAD] for row in load], right_from=0),
        ]
        curves = [(name, [(row["loadPercent"], row[key]) for row in load])
                  for name, key in (("p50", "p50Ns"), ("p99", "p99Ns"), ("p99.9", "p999Ns"))]
        svg = chart.lines("Latency under load", curves, "load, % of capacity", "one call", number, nanoseconds)
        (folder / "load.svg").write_text(svg, encoding="utf-8")
        parts.append("![Latency under load](load.svg)")
    callers = [row for row in own if row["case"] == "callers"]
    if callers:
        parts.append(table(["callers", "lanes", "policy", "calls/s", "p50", "p99", "CPU %"],
                           [[number(row["threads"]), number(row.get("lanes")), row["policy"]]
                            + [number(row[key]) for key in ("callsPerSecond", "p50Ns", "p99Ns", "cpuPercent")]
                            for row in callers], right_from=3))
    chains = [row for row in own if row["case"] == "chain"]
    if chains:
        parts.append(table(["plugins in a chain", "policy", "request ns", "p50", "p99"],
                           [[number(row["plugins"]), row["policy"]]
                            + [number(row[key]) for key in ("meanNs", "p50Ns", "p99Ns")]
                            for row in chains], right_from=2))
    return parts
