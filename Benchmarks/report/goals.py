"""The goals, and whether the rows of a run meet them."""

from .text import nanoseconds, table, times

WITHOUT_ISOLATION = ("dlopen", "wasmtime", "in-process-c")


def section(rows):
    """A table of all goals whose rows are there."""
    body = [[what, goal, measured, "met" if met else "**not met**"] for what, goal, measured, met in judged(Rows(rows))]
    return ["## Goals", table(["what", "goal", "measured", ""], body, right_from=4)] if body else []


class Rows:
    """The rows of a run, to be asked for one."""

    def __init__(self, rows):
        self.rows = rows

    def all(self, step, case, **facts):
        return [row for row in self.rows if row["step"] == step and row["case"] == case
                and all(row.get(key) == value for key, value in facts.items())]

    def one(self, step, case, **facts):
        found = self.all(step, case, **facts)
        return found[0] if found else None


def judged(rows):
    """(what, goal, measured, whether it is met), for goals that were measured."""
    return core(rows) + peers(rows) + waiting(rows) + life(rows)


def below(what, goal, value, limit, text):
    return [] if value is None else [(what, goal, text(value), value <= limit)]


def value(row, key):
    return None if row is None else row.get(key)


def ratio(number):
    return f"{number:.2f} ×"


def core(rows):
    def isolated(case, **facts):
        return rows.one("core", case, peer="outboard", **facts)

    user = isolated("get-user")
    floor = "" if user is None else f" at a floor of {nanoseconds((user['floorBeforeNs'] + user['floorAfterNs']) / 2)}"
    return (
        below("bare record, call and reply", "≤ 1.10 × floor", value(isolated("raw"), "ratio"), 1.10, ratio)
        + below("typed call without arguments", "≤ 1.25 × floor", value(isolated("typed-null"), "ratio"), 1.25, ratio)
        + below("`getUser`, isolated", "≤ 700 ns at a floor of 125 ns", value(user, "meanNs"), 700,
                lambda number: nanoseconds(number) + floor)
        + below("pipelined, window 64, raw", "≤ 15 ns", value(isolated("pipelined-raw", window=64), "meanNs"), 15, nanoseconds)
        + below("pipelined, window 64, typed", "≤ 30 ns", value(isolated("pipelined-typed", window=64), "meanNs"), 30,
                nanoseconds)
    )


def peers(rows):
    found = []
    for case in ("get-user", "get-user-by-claim", "get-user-groups"):
        ours = rows.one("core", case, peer="outboard")
        theirs = [row for row in rows.rows if row["step"] == "go-plugin" and row["case"] == case and "rpc" in row["peer"]
                  and "grpc" not in row["peer"]]
        if ours and theirs:
            factor = min(row["meanNs"] for row in theirs) / ours["meanNs"]
            found.append((f"`{case}` against go-plugin over net/rpc", "≥ 150 ×", times(factor), factor >= 150))
    echo = [row for row in rows.rows if row["case"] == "echo" and row["peer"] not in ("floor",) + WITHOUT_ISOLATION]
    found += ahead("echo against every peer in a process of its own", echo)
    found += lent(rows)
    typed = rows.one("core", "pipelined-typed", window=64)
    unchecked = [row["meanNs"] for row in rows.rows
                 if row["case"] == "echo" and row["peer"] == "wasmtime" and row["mode"] == "fastest"]
    if typed and unchecked:
        found.append(("pipelined typed call against an unchecked wasmtime call", "at or below",
                      f"{nanoseconds(typed['meanNs'])} against {nanoseconds(min(unchecked))}", typed["meanNs"] <= min(unchecked)))
    return found


def lent(rows):
    """Arguments that are lent, against those that are copied and against peers that lend."""
    found = []
    large = rows.one("core", "lent", payloadBytes=1 << 24)
    small = rows.one("core", "echo", mode="default", payloadBytes=64)
    if large and small:
        factor = large["meanNs"] / small["meanNs"]
        found.append(("lent argument of 16 MiB against 64 bytes there and back", "≤ 2 ×", ratio(factor), factor <= 2))
    return found + ahead("lent argument against every peer that lends", [row for row in rows.rows if row["case"] == "lent"])


def ahead(what, own):
    """Whether Outboard's fastest way is ahead of everybody else's, at each payload."""
    behind, sizes = [], 0
    for size in sorted({row["payloadBytes"] for row in own}):
        ours = [row["meanNs"] for row in own if row["peer"] == "outboard" and row["payloadBytes"] == size]
        others = [(row["meanNs"], row["peer"], row["mode"]) for row in own
                  if row["peer"] != "outboard" and row["payloadBytes"] == size]
        if ours and others:
            sizes += 1
            if min(others)[0] < min(ours):
                behind.append("{1} ({2}) at {size:,} B".format(*min(others), size=size))
    if not sizes:
        return []
    return [(what, "ahead at every payload", "behind " + ", ".join(behind) if behind else f"ahead at {sizes} sizes", not behind)]


def waiting(rows):
    handoff = rows.one("wait", "parks", policy="handoff", placement="one CPU", gapNs=0)
    park = rows.one("wait", "parks", policy="park", placement="two CPUs", gapNs=0)
    found = (
        below("`.handoff` on one processor", "≤ 1.15 × eventfd ping-pong there", value(handoff, "medianRatio"), 1.15, ratio)
        + below("`.park` across two processors", "≤ 1.1 × eventfd ping-pong", value(park, "medianRatio"), 1.1, ratio)
    )
    for row in rows.all("wait", "gaps", policy="adaptive"):
        gap = nanoseconds(row["gapNs"]) if row["gapNs"] else "none"
        found += below(f"`.adaptive`, gap {gap}", "≤ 1.1 × the best that costs as much", row.get("ratioToBest"), 1.1, ratio)
    groups = [row for row in rows.rows if row["step"] == "wait" and row["case"] == "groups-slow" and row.get("plugins") == 64
              and row.get("callerRatio") is not None]
    found += below("a call to 64 plugins that sleep: the caller's processor time", "≤ 0.7 × that with epoll",
                   value(groups[0] if groups else None, "callerRatio"), 0.7, ratio)
    found += below("100 idle plugins and their host", "≤ 0.1 % of a processor", value(rows.one("wait", "idle"), "cpuPercent"), 0.1,
                   lambda number: f"{number:.4f} %")
    busy = rows.one("wait", "gaps", policy="adaptive", gapNs=0)
    return found + below("system calls of 1,000 busy calls", "0", value(busy, "syscallsPer1000"), 0, lambda number: f"{number:g}")


def life(rows):
    found = []
    for caller in ("busy", "asleep", "suspended"):
        found += below(f"plugin killed, caller {caller}: its error, p99", "≤ 1 ms",
                       value(rows.one("life", "killed", caller=caller), "p99Ns"), 1e6, nanoseconds)
    restart = rows.one("life", "restart")
    found += below("plugin killed: the next one answers, median", "≤ 20 ms", value(restart, "p50Ns"), 20e6, nanoseconds)
    if restart:
        kinds = [("descriptors", 1), ("threads", 1), ("privateBytes", 1e6)]
        pairs = [(restart[kind + "Before"] / unit, restart[kind + "After"] / unit) for kind, unit in kinds]
        text = "{0[0]:g} → {0[1]:g}, {1[0]:g} → {1[1]:g}, {2[0]:.1f} → {2[1]:.1f} MB".format(*pairs)
        kept = pairs[0][1] <= pairs[0][0] and pairs[1][1] <= pairs[1][0] and pairs[2][1] <= pairs[2][0] + 1
        found.append((f"{restart['restarts']:,} restarts: descriptors, threads, memory of the host", "stay", text, kept))
    reload = rows.one("life", "reload")
    if reload:
        found.append(("reload under load: calls lost, slowest call", "0, ≤ 50 ms",
                      f"{reload['lostCalls']:g} of {reload['calls']:,.0f}, {nanoseconds(reload['maxNs'])}",
                      reload["lostCalls"] == 0 and reload["maxNs"] <= 50e6))
    found += below("start to first reply, median", "≤ 5 ms", value(rows.one("life", "start"), "p50Ns"), 5e6, nanoseconds)
    return found + below("memory of a small plugin's own", "≤ 5 MB", value(rows.one("life", "memory"), "privateBytes"), 5e6,
                         lambda number: f"{number / 1e6:.1f} MB")
