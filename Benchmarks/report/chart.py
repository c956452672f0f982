"""Line and bar charts as SVG: logarithmic scales, readable on light and dark pages."""

import math
from html import escape

COLOURS = ["#3b82d6", "#e0701a", "#2f9e58", "#a259d9", "#c2394f", "#1a9aa8", "#8a6d3b", "#d957a8", "#6b7fd7", "#7a9e2f",
           "#b8860b", "#5f6c7b"]
STYLE = """text { font: 12px system-ui, sans-serif; fill: #57606a }
.title { font-size: 14px; font-weight: 600 }
.axis { stroke: #8b949e }
.grid { stroke: #8b949e; opacity: .25 }
.line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #b1bac4 } }"""


def lines(title, series, x_name, y_name, x_label, y_label):
    """Curves over two logarithmic axes.

    `series`: a list of (name, [(x, y), ...]); `x_label`, `y_label`: what a value is called on its axis.
    """
    width, left, right, top, bottom = 900, 76, 640, 48, 420
    points = [point for _, curve in series for point in curve]
    x_scale = Scale([x for x, _ in points], left, right)
    y_scale = Scale([y for _, y in points], bottom, top)
    parts = [text(left, 24, title, "start", "title")]
    for value in y_scale.decades():
        y = y_scale.place(value)
        parts += [segment(left, y, right, y, "grid"), text(left - 8, y + 4, y_label(value), "end")]
    for value in sorted({x for x, _ in points}):
        x = x_scale.place(value)
        parts += [segment(x, bottom, x, bottom + 5, "axis"), text(x, bottom + 20, x_label(value), "middle")]
    parts.append(segment(left, bottom, right, bottom, "axis"))
    parts.append(text((left + right) / 2, bottom + 42, x_name, "middle"))
    parts.append(text(18, (top + bottom) / 2, y_name, "middle", "", f' transform="rotate(-90 18 {(top + bottom) / 2})"'))
    # The legend in the order in which the curves end, so that it can be read off from top to bottom.
    for place, (name, curve) in enumerate(sorted(series, key=lambda entry: -max(entry[1])[1])):
        colour = COLOURS[[each for each, _ in series].index(name) % len(COLOURS)]
        path = " ".join(f"{x_scale.place(x):.1f},{y_scale.place(y):.1f}" for x, y in sorted(curve))
        parts.append(f'<polyline points="{path}" class="line" stroke="{colour}"/>')
        parts += [dot(x_scale.place(x), y_scale.place(y), colour) for x, y in curve]
        y = top + 8 + place * 20
        parts += [dot(right + 24, y - 4, colour), text(right + 34, y, name, "start")]
    return page(width, bottom + 60, title, parts)


def bars(title, values, value_label):
    """Horizontal bars on a logarithmic scale. `values`: a list of (name, value, is ours)."""
    width, left, right, step = 900, 300, 800, 24
    bottom = 44 + step * len(values)
    scale = Scale([value for _, value, _ in values], left, right)
    parts = [text(16, 24, title, "start", "title")]
    for value in scale.decades():
        parts.append(segment(scale.place(value), 38, scale.place(value), bottom, "grid"))
        parts.append(text(scale.place(value), bottom + 16, value_label(value), "middle"))
    for place, (name, value, is_ours) in enumerate(values):
        y = 42 + step * place
        end = scale.place(value)
        colour = COLOURS[1] if is_ours else COLOURS[0]
        parts.append(f'<rect x="{left}" y="{y}" width="{max(1, end - left):.1f}" height="{step - 8}" fill="{colour}"/>')
        parts += [text(left - 8, y + 12, name, "end"), text(end + 6, y + 12, value_label(value), "start")]
    return page(width, bottom + 28, title, parts)


class Scale:
    """A logarithmic axis from the decade below the values to the one above."""

    def __init__(self, values, start, end):
        positive = [value for value in values if value > 0] or [1]
        self.low = math.floor(math.log10(min(positive)))
        self.high = max(self.low + 1, math.ceil(math.log10(max(positive))))
        self.start, self.end = start, end

    def place(self, value):
        share = (math.log10(max(value, 10**self.low)) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def decades(self):
        return [10.0**power for power in range(self.low, self.high + 1)]


def text(x, y, words, anchor, style="", more=""):
    name = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}{more}>{escape(words)}</text>'


def segment(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def dot(x, y, colour):
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'


def page(width, height, title, parts):
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title, quote=True)}">'
    )
    return "\n".join([head, f"<style>{STYLE}</style>"] + parts + ["</svg>"]) + "\n"
