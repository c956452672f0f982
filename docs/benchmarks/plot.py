#!/usr/bin/env python3
"""Draws the gap sweep of `outboard-bench wait --json FILE` as SVG.

    python3 docs/benchmarks/plot.py docs/benchmarks/wait.json docs/benchmarks/waiting.svg

Left: how long a call takes, by the gap before it. Right: what host and plugin use of the processors meanwhile.
Needs nothing but Python 3.
"""

import json
import math
import sys
from html import escape

# Colours that can be told from each other on white and on black; the shapes help who cannot tell colours.
POLICIES = {
    "spin": ("#3b82d6", "square"),
    "adaptive": ("#e0701a", "circle"),
    "handoff": ("#2f9e58", "triangle"),
    "park": ("#a259d9", "diamond"),
}
WIDTH, HEIGHT = 920, 430
TOP, BOTTOM = 64, 366
LATENCY = (74, 474)  # the left and right edges of the panels
USE = (566, 846)
NO_GAP = 100  # nanoseconds: where calls without a gap stand on the logarithmic axis

STYLE = """
text { font: 12px system-ui, sans-serif; fill: #57606a }
.title { font-size: 14px; font-weight: 600 }
.axis { stroke: #8b949e; stroke-width: 1 }
.grid { stroke: #8b949e; stroke-width: 1; opacity: .25 }
.spread { stroke-width: 1.5; opacity: .45 }
.line { fill: none; stroke-width: 2.25 }
.reference { fill: none; stroke: #8b949e; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) { text { fill: #b1bac4 } }
"""


class Panel:
    """A pair of axes; the x axis is that of gaps."""

    def __init__(self, edges, label, title, low, high, is_logarithmic):
        self.left, self.right = edges
        self.label, self.title = label, title
        self.low, self.high, self.is_logarithmic = low, high, is_logarithmic

    def x(self, gap):
        share = (math.log10(max(gap, NO_GAP)) - 2) / 6
        return self.left + share * (self.right - self.left)

    def y(self, value):
        if self.is_logarithmic:
            value = max(value, self.low)
            share = math.log10(value / self.low) / math.log10(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return BOTTOM - share * (BOTTOM - TOP)

    def draw(self, ticks):
        parts = [text(self.left, TOP - 26, self.title, "start", "title")]
        for value, name in ticks:
            y = self.y(value)
            parts.append(line(self.left, y, self.right, y, "grid"))
            parts.append(text(self.left - 8, y + 4, name, "end"))
        for gap in [0] + [10**power for power in range(3, 9)]:
            x = self.x(gap)
            parts.append(line(x, BOTTOM, x, BOTTOM + 5, "axis"))
            parts.append(text(x, BOTTOM + 20, duration(gap), "middle"))
        parts.append(line(self.left, BOTTOM, self.right, BOTTOM, "axis"))
        parts.append(text((self.left + self.right) / 2, BOTTOM + 42, "gap before each call", "middle"))
        middle = (TOP + BOTTOM) / 2
        x = self.left - 58
        parts.append(text(x, middle, self.label, "middle", "", f' transform="rotate(-90 {x} {middle})"'))
        return parts


def duration(nanoseconds):
    if nanoseconds == 0:
        return "none"
    for unit, size in [("ms", 10**6), ("µs", 10**3)]:
        if nanoseconds >= size:
            return f"{nanoseconds / size:g} {unit}"
    return f"{nanoseconds:g} ns"


def text(x, y, words, anchor, style="", more=""):
    name = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}{more}>{escape(words)}</text>'


def line(x1, y1, x2, y2, style, more=""):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"{more}/>'


def marker(x, y, shape, colour):
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}"/>'
    offsets = {
        "square": [(-4, -4), (4, -4), (4, 4), (-4, 4)],
        "triangle": [(0, -5.5), (5, 4), (-5, 4)],
        "diamond": [(0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)],
    }[shape]
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in offsets)
    return f'<polygon points="{points}" fill="{colour}"/>'


def curve(panel, rows, key, colour, shape):
    places = [(panel.x(row["gapNs"]), panel.y(row[key])) for row in rows]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return [f'<polyline points="{points}" class="line" stroke="{colour}"/>'] + [
        marker(x, y, shape, colour) for x, y in places
    ]


def spread(panel, rows, colour):
    """Thin lines from the median up to what one call in a hundred exceeds."""
    return [
        line(panel.x(row["gapNs"]), panel.y(row["p50Ns"]), panel.x(row["gapNs"]),
             panel.y(min(row["p99Ns"], panel.high)), "spread", f' stroke="{colour}"')
        for row in rows
    ]


def references(panel, rows):
    """Crosses for the plain ping-pong over eventfds, where it was measured."""
    parts, seen = [], {}
    for row in rows:
        if row["case"] == "eventfd":
            seen[(row["placement"], row["gapNs"])] = row["p50Ns"]
    for (placement, gap), value in sorted(seen.items()):
        x, y = panel.x(gap) + (9 if gap else -9), panel.y(value)
        parts.append(f'<path d="M{x - 4:.1f} {y - 4:.1f} l8 8 m0 -8 l-8 8" class="reference"/>')
        if gap:
            parts.append(text(x + 8, y + 4, f"eventfd, {placement}", "start"))
    return parts


def legend(y):
    parts, x = [], LATENCY[0]
    for name, (colour, shape) in POLICIES.items():
        parts += [marker(x + 5, y - 4, shape, colour), text(x + 15, y, name, "start")]
        x += 38 + 7 * len(name)
    parts.append(text(x + 6, y, "│ up to the 99th percentile", "start"))
    parts.append(text(x + 180, y, "× two processes and plain eventfds", "start"))
    return parts


def draw(rows):
    sweep = [row for row in rows if row["case"] == "gaps"]
    if not sweep:
        sys.exit("There is no gap sweep in this file: it needs the rows of the case 'gaps'.")
    latency = Panel(LATENCY, "median of a call", "How long a call takes", 100, 10**6, True)
    use = Panel(USE, "processors, 100 % is one", "What it costs", 0, 200, False)
    parts = latency.draw([(10**power, duration(10**power)) for power in range(2, 7)])
    parts += use.draw([(value, f"{value} %") for value in range(0, 201, 50)])
    parts += references(latency, rows)
    for name, (colour, shape) in POLICIES.items():
        own = sorted((row for row in sweep if row["policy"] == name), key=lambda row: row["gapNs"])
        parts += spread(latency, own, colour)
        parts += curve(latency, own, "p50Ns", colour, shape)
        parts += curve(use, own, "cpuPercent", colour, shape)
    parts += legend(22)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        'role="img" aria-label="Latency of a call and use of processors by waiting policy and gap between calls">'
    )
    return "\n".join([head, f"<style>{STYLE}</style>"] + parts + ["</svg>"]) + "\n"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = json.load(file)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(draw(rows))


if __name__ == "__main__":
    main()
