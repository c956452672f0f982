"""Numbers and tables in Markdown."""


def number(value):
    """Three digits that matter, and commas."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    if abs(value) < 1:
        return f"{value:.2g}"
    if abs(value) < 10:
        return f"{value:.2f}"
    if abs(value) < 100:
        return f"{value:.1f}"
    return f"{value:,.0f}"


def times(value):
    """A factor."""
    return "–" if value is None else f"{value:.1f} ×" if value < 20 else f"{value:,.0f} ×"


def byte_count(value):
    """A round number of bytes."""
    value = int(value)
    for unit, size in (("MiB", 1 << 20), ("KiB", 1 << 10)):
        if value >= size and value % size == 0:
            return f"{value // size} {unit}"
    return f"{value} B"


def nanoseconds(value):
    """A time on an axis."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.3g} ns"


def table(header, body, right_from=1):
    """A table whose columns from a number on are aligned to the right."""
    rule = ["---" if place < right_from else "---:" for place in range(len(header))]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [header, rule] + body)


def fit(row):
    """What a call costs as work of processors and as crossings, where the floor changed enough to tell them apart."""
    if row.get("fitCrossings") is None:
        return "–"
    return f"{number(row['fitCpuNs'])} + {row['fitCrossings']:.2f} ×"
