"""Waiting: the gap sweep and all rows of the suite `wait`."""

import subprocess
import sys
from pathlib import Path

from .text import nanoseconds, number, table

PLOT = Path(__file__).resolve().parents[2] / "docs" / "benchmarks" / "plot.py"


def section(rows, results):
    own = [row for row in rows if row["step"] == "wait"]
    if not own:
        return []
    parts = ["## Waiting"]
    if any(row["case"] == "gaps" for row in own) and PLOT.exists():
        source = sorted(results.folder.glob("wait.*.json"))[0]
        drawn = subprocess.run([sys.executable, str(PLOT), str(source), str(results.folder / "waiting.svg")], check=False)
        if drawn.returncode == 0:
            parts.append("![Policies by gap](waiting.svg)")
    return parts + gaps(own) + parks(own) + groups(own) + others(own)


def gaps(own):
    """Median and use of processors by gap and policy."""
    rows = [row for row in own if row["case"] == "gaps"]
    policies = ["spin", "adaptive", "handoff", "park"]
    body = []
    for gap in sorted({row["gapNs"] for row in rows}):
        by_policy = {row["policy"]: row for row in rows if row["gapNs"] == gap}
        cells = [f"{nanoseconds(by_policy[name]['p50Ns'])}, {number(by_policy[name]['cpuPercent'])} %" if name in by_policy else "–"
                 for name in policies]
        adaptive = by_policy.get("adaptive", {})
        fastest = min((row["p50Ns"], row["policy"]) for row in by_policy.values())
        best = f"{adaptive['ratioToBest']:.2f} ({adaptive['bestPolicy']})" if adaptive.get("ratioToBest") else "–"
        over = f"{adaptive['p50Ns'] / fastest[0]:.2f} ({fastest[1]})" if adaptive else "–"
        body.append([nanoseconds(gap) if gap else "none"] + cells + [best, over])
    if not body:
        return []
    header = ["gap"] + [f"`.{name}`" for name in policies] + ["`.adaptive` over the best that costs as much", "over the fastest"]
    return ["Median of a call, and what host and plugin use of processors meanwhile, 100 % is one:", table(header, body)]


def parks(own):
    """Calls that sleep, beside two bare processes."""
    body = [[f"`.{row['policy']}`, {row['placement']}", nanoseconds(row["gapNs"]) if row["gapNs"] else "none",
             nanoseconds((row["floorBeforeNs"] + row["floorAfterNs"]) / 2), nanoseconds(row["meanNs"]), f"{row['medianRatio']:.2f}"]
            for row in own if row["case"] == "parks" and row.get("medianRatio") is not None]
    if not body:
        return []
    return ["Calls that sleep, against two bare processes that wake each other over eventfds:",
            table(["", "gap", "eventfd ping-pong", "calls", "ratio"], body)]


def groups(own):
    """Calls to several plugins, io_uring beside epoll."""
    body = []
    for kind in ("busy", "parked", "slow"):
        rows = [row for row in own if row["case"] == f"groups-{kind}"]
        for plugins in sorted({row["plugins"] for row in rows}):
            pair = {row["backend"]: row for row in rows if row["plugins"] == plugins}
            if set(pair) != {"epoll", "io_uring"}:
                continue
            ring = pair["io_uring"] if pair["io_uring"].get("callerRatio") is not None else pair["epoll"]
            cells = [f"{nanoseconds(pair[name]['meanNs'])}, {nanoseconds(pair[name]['callerNs'])}" for name in ("epoll", "io_uring")]
            ratios = [f"{ring[key]:.2f}" if ring.get(key) is not None else "–" for key in ("medianRatio", "callerRatio")]
            calls = ", ".join("–" if pair[name]["syscallsPer1000"] is None else f"{pair[name]['syscallsPer1000'] / 1000:.1f}"
                              for name in ("epoll", "io_uring"))
            body.append([kind, str(plugins)] + cells + ratios + [calls])
    if not body:
        return []
    return ["Calls to groups: their time, and the processor time of the calling thread. The ratios are io_uring over epoll:",
            table(["", "plugins", "epoll: time, caller", "io_uring: time, caller", "time", "caller", "system calls"], body)]


def others(own):
    """Many callers on few lanes, and idling."""
    parts = []
    callers = [row for row in own if row["case"] == "callers"]
    if callers:
        parts.append("; ".join(f"{row['threads']} threads on {row['lanes']} lanes: {number(row['callsPerSecond'] / 1e6)} million calls a "
                               "second" for row in callers) + ".")
    for row in own:
        if row["case"] == "idle":
            parts.append(f"{row['plugins']} idle plugins and their host use {number(row['cpuPercent'])} % of a processor.")
    return parts
