"""What can be measured: Outboard's own suites, and each peer."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import List, Tuple

# What one method or one payload costs; the suite `core` without the cases that only Outboard has.
SHARED_CASES = "typed-null,typed-echo,get-user,get-user-by-claim,get-user-groups,find-users,on-load"
# Those of the user manager, and what a call costs at least.
METHOD_CASES = "typed-null,get-user,get-user-by-claim,get-user-groups,find-users,on-load"
# The exit status of a peer that cannot be had here.
CANNOT_BE_HAD = 77


@dataclass(frozen=True)
class Options:
    """What the command line asks for."""

    quick: bool
    may_install: bool


@dataclass(frozen=True)
class Step:
    """One command that measures, and writes its rows to a JSON file."""

    name: str
    title: str
    seconds: int  # how long it takes, about, once it is built
    command: Tuple[str, ...]  # to which the file's name is added
    folder: Path
    is_peer: bool = False


def all_steps(here, options) -> List[Step]:
    """All steps in their order."""
    return outboard_steps(here, options) + peer_steps(here, options)


def outboard_steps(here, options):
    bench = str(here / ".build" / "release" / "outboard-bench")
    quick = ("--quick",) if options.quick else ()
    sandboxed = ("env", "OUTBOARD_BENCH_SANDBOX=baseline")
    one_cpu = ("taskset", "-c", str(min(os.sched_getaffinity(0))))

    def step(name, title, seconds, *command):
        return Step(name, title, max(2, seconds // 10) if options.quick else seconds, command + quick, here)

    return [  # the most important one first: whoever stops a run has that
        step("core", "Outboard: calls on two processors", 195, bench, "core"),
        step("core-one-cpu", "Outboard: the same on one processor", 90, *one_cpu, bench, "core", "--cases", SHARED_CASES),
        step("core-sandboxed", "Outboard: the same with a plugin in its sandbox", 65, *sandboxed, bench, "core", "--cases",
             METHOD_CASES),
        step("service", "Outboard: what a service sees", 110, bench, "service"),
        step("life", "Outboard: the life of plugins", 60, bench, "life"),
        step("wait", "Outboard: waiting", 420, bench, "wait"),
    ]


def peer_steps(here, options):
    run = str(here / "peers" / "run")
    quick = ("--quick",) if options.quick else ()
    install = () if options.may_install else ("--no-install",)
    steps = []
    for name in asked(run, "--list"):
        seconds = int(asked(run, name, "--estimate", *quick)[0])
        steps.append(Step(name, f"peer: {name}", seconds, (run, name) + quick + install, here, is_peer=True))
    return steps


def asked(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
