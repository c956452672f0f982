"""The machine and the versions that a run belongs to."""

import datetime
import os
import platform
import re
import subprocess
from pathlib import Path


def facts(here, quick):
    """What the report says about where it was measured."""
    return {
        "date": datetime.datetime.now().strftime("%Y-%m-%d %H:%M"),
        "cpu": cpu(),
        "processors": f"{len(os.sched_getaffinity(0))} usable of {os.cpu_count()}",
        "virtualisation": said("systemd-detect-virt") or hypervisor(),
        "governor": text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor") or "not visible",
        "kernel": platform.release(),
        "load": text("/proc/loadavg").split(" ")[0],
        "distribution": distribution(),
        "swift": said("swift", "--version").split("\n")[0],
        "glibc": platform.libc_ver()[1],
        "outboard": revision(here),
        "quick": quick,
    }


def folder_name(facts):
    """`<date>-<cpu>`, and whether it was only a look."""
    name = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\((r|tm)\)|@.*| cpu| processor", "", facts["cpu"].lower())).strip("-")
    return f"{facts['date'][:10]}-{name}" + ("-quick" if facts["quick"] else "")


def cpu():
    for line in text("/proc/cpuinfo").split("\n"):
        key, _, value = line.partition(":")
        if key.strip() in ("model name", "Model") and value.strip():
            return value.strip()
    return platform.machine()


def hypervisor():
    return "yes" if "hypervisor" in text("/proc/cpuinfo") else "none"


def distribution():
    match = re.search(r'^PRETTY_NAME="?([^"\n]*)', text("/etc/os-release"), re.M)
    return match.group(1) if match else "unknown"


def revision(here):
    commit = said("git", "-C", str(here), "rev-parse", "--short", "HEAD")
    changed = said("git", "-C", str(here), "status", "--porcelain", "--untracked-files=no")
    return (commit or "unknown") + (", changed" if changed else "")


def text(path):
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def said(*command):
    """What a command prints; nothing if it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    except OSError:
        return ""
