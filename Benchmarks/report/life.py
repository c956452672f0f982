"""The life of plugins: deaths, restarts, reloads, starts, memory."""

from .text import nanoseconds, number, table

TITLES = {
    "killed": "killed, to the error of a caller that was {caller}",
    "restart": "killed, to the first answer of the next generation",
    "reload": "a call while its plugin is replaced {reloads} times",
    "start": "launch to first reply",
}


def section(rows):
    own = [row for row in rows if row["step"] == "life"]
    if not own:
        return []
    body = [[TITLES[row["case"]].format(**row), number(row["calls"])]
            + [nanoseconds(row[key]) for key in ("meanNs", "p50Ns", "p99Ns", "maxNs")]
            for row in own if row["case"] in TITLES]
    parts = ["## The life of a plugin", table(["what", "times", "mean", "p50", "p99", "max"], body)]
    for row in own:
        if row["case"] == "restart":
            parts.append(
                f"What {number(row['restarts'])} restarts leave in the host: {number(row['descriptorsBefore'])} descriptors before "
                f"and {number(row['descriptorsAfter'])} after, {number(row['threadsBefore'])} threads and "
                f"{number(row['threadsAfter'])}, {number(row['privateBytesBefore'] / 1e6)} MB of its own and "
                f"{number(row['privateBytesAfter'] / 1e6)} MB.")
        if row["case"] == "reload":
            parts.append(f"Of {number(row['calls'])} calls during reloads {number(row['lostCalls'])} were lost.")
        if row["case"] == "memory":
            parts.append(
                f"A small plugin takes {number(row['privateBytes'] / 1e6)} MB of its own and {number(row['pssBytes'] / 1e6)} MB with "
                f"its share of what it shares, the mean of {number(row['plugins'])}.")
    return parts
