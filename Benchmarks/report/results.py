"""The rows of a run, on disk and in memory."""

import json
import statistics
from collections import defaultdict
from pathlib import Path

# What tells the rows of one case apart.
IDENTITY = (
    "suite", "case", "peer", "policy", "payloadBytes", "window", "mode", "placement", "gapNs", "plugins", "backend",
    "threads", "lanes", "loadPercent", "chain", "caller", "step",
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
        run = json.loads((Path(folder) / "run.json").read_text(encoding="utf-8"))
        results = cls(folder, run["machine"])
        results.skipped, results.failed = run["skipped"], run["failed"]
        results.read_others(set())
        return results

    @classmethod
    def begin(cls, folder, facts, steps):
        """Goes on with the run that is there, if there is one, and measures some steps anew."""
        results = cls(folder, facts)
        names = {step.name for step in steps}
        path = results.folder / "run.json"
        if path.exists():
            run = json.loads(path.read_text(encoding="utf-8"))
            results.skipped = {name: why for name, why in run["skipped"].items() if name not in names}
            results.failed = {name: why for name, why in run["failed"].items() if name not in names}
            for name in names:
                for old in results.folder.glob(f"{name}.*.json"):
                    old.unlink()
            results.read_others(names)
        return results

    def read_others(self, names):
        """Takes the rows of all steps but some."""
        for path in sorted(self.folder.glob("*.*.json")):
            name = path.name.split(".")[0]
            if name not in names:
                self.rows += [dict(row, step=name) for row in read_rows(path)]

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
