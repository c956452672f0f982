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
    header = ["case", "peer", "policy", "placement", "gap", "plugins", "backend", "threads", "lanes", "mean ns", "p50", "p99",
              "over its reference", "CPU %"]
    body = [
        [f"`{row['case']}`", row["peer"], row["policy"], row.get("placement") or "–",
         nanoseconds(row["gapNs"]) if row.get("gapNs") else "–"]
        + [str(row[key]) if row.get(key) is not None else "–" for key in ("plugins", "backend", "threads", "lanes")]
        + [number(row.get(key)) for key in ("meanNs", "p50Ns", "p99Ns", "medianRatio", "cpuPercent")]
        for row in own
    ]
    return parts + [table(header, body, right_from=9)]
