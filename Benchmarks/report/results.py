"""The rows of a run, on disk and in memory."""

import json
import statistics
from collections import defaultdict
from pathlib import Path

# What tells the rows of one case apart.
IDENTITY = (
    "suite", "case", "peer", "policy", "payloadBytes", "window", "mode", "placement", "gapNs", "plugins", "backend",
    "threads", "lanes", "loadPercent", "chain", "step",
)


class Results:
    """A folder with a JSON file for each step and repetition, and `run.json`: the machine, and what was left out."""

    def __init__(self, folder, facts):
        self.folder = Path(folder)
        self.facts = facts
        self.skipped = {}  # the name of a step: why
        self.failed = {}
        self.rows = []
        self.folder.mkdir(parents=True, exist_ok=True)

    def file(self, step, repetition):
        """Where a step writes."""
        return self.folder / f"{step.name}.{repetition}.json"

    def log(self, step):
        """Where what a step says is kept."""
        path = self.folder / "logs" / f"{step.name}.log"
        path.parent.mkdir(exist_ok=True)
        return path

    def add(self, step, path):
        """Takes what a step has written; raises ValueError if that is not an array of rows."""
        self.rows += [dict(row, step=step.name) for row in read_rows(path)]

    def save(self):
        """Writes `run.json`."""
        text = json.dumps({"machine": self.facts, "skipped": self.skipped, "failed": self.failed}, indent=2)
        (self.folder / "run.json").write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder):
        """Reads a run back."""
        folder = Path(folder)
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        results = cls(folder, run["machine"])
        results.skipped, results.failed = run["skipped"], run["failed"]
        for path in sorted(folder.glob("*.*.json")):
            name = path.name.split(".")[0]
            results.rows += [dict(row, step=name) for row in read_rows(path)]
        return results

    def medians(self):
        """One row for each case: the median of its repetitions, number by number."""
        groups = defaultdict(list)
        for row in self.rows:
            groups[tuple(row.get(key) for key in IDENTITY)].append(row)
        return [median_row(rows) for rows in groups.values()]


def read_rows(path):
    rows = json.loads(Path(path).read_text(encoding="utf-8"))
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{path} holds no array of rows")
    return rows


def median_row(rows):
    merged = dict(rows[0])
    for key, value in merged.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool) and key not in IDENTITY:
            merged[key] = statistics.median([row[key] for row in rows if row.get(key) is not None])
    return merged
