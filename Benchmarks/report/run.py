"""Runs steps one after the other and says how far it is."""

import subprocess
import sys
import time

from .steps import CANNOT_BE_HAD

# A build from scratch on two processors.
BUILD_SECONDS = 240


class Run:
    """All steps, each as often as asked for."""

    def __init__(self, steps, results, repetitions):
        self.results = results
        self.repetitions = repetitions
        self.todo = [(step, number) for number in range(1, repetitions + 1) for step in steps]
        self.has_failed = False
        self.left = sum(step.seconds for step, _ in self.todo)
        self.is_terminal = sys.stderr.isatty()

    def all(self):
        """Builds, measures, and keeps what it gets after each step."""
        if any(not step.is_peer for step, _ in self.todo):
            self.build()
        for place, (step, repetition) in enumerate(self.todo, start=1):
            self.one(step, repetition, f"[{place}/{len(self.todo)}]")
            self.left -= step.seconds
            self.results.save()

    def build(self):
        log = self.results.folder / "build.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        folder = self.todo[0][0].folder
        status = self.watched("building", ["swift", "build", "-c", "release"], folder, log, BUILD_SECONDS)
        if status != 0:
            sys.exit(f"Benchmarks/all: the build failed:\n{tail(log, 40)}")

    def one(self, step, repetition, place):
        if step.name in self.results.skipped or step.name in self.results.failed:
            return
        path = self.results.file(step, repetition)
        log = self.results.log(step)
        command = list(step.command) + ["--json", str(path)]
        status = self.watched(f"{place} {step.title}", command, step.folder, log, step.seconds)
        try:
            if status == CANNOT_BE_HAD and step.is_peer:
                self.leave_out(self.results.skipped, step, tail(log, 1))
            elif status != 0:
                self.leave_out(self.results.failed, step, f"exit status {status}: {tail(log, 3)}")
            else:
                self.results.add(step, path)
        except (OSError, ValueError) as error:
            self.leave_out(self.results.failed, step, str(error))

    def leave_out(self, where, step, reason):
        where[step.name] = reason
        self.has_failed = self.has_failed or where is self.results.failed
        print(f"       {'failed' if where is self.results.failed else 'left out'}: {reason}", flush=True)

    def watched(self, title, command, folder, log, seconds):
        """Runs a command whose output goes to a file, and tells how long it will still take."""
        began = time.monotonic()
        if not self.is_terminal:
            print(f"{title} (about {duration(seconds)}; {duration(self.left)} in all from here)", flush=True)
        with open(log, "wb") as output:
            process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
            try:
                while process.poll() is None:
                    self.tell(title, time.monotonic() - began, seconds)
                    time.sleep(0.5)
            finally:
                # Also when the user interrupts.
                if process.poll() is None:
                    process.terminate()
                    process.wait()
        if self.is_terminal:
            sys.stderr.write("\r\033[K")
        print(f"{title}: {duration(time.monotonic() - began)}", flush=True)
        return process.returncode

    def tell(self, title, elapsed, seconds):
        if not self.is_terminal:
            return
        left = self.left - min(elapsed, seconds)
        sys.stderr.write(f"\r{title}, {duration(elapsed)}; about {duration(max(1, left))} left in all\033[K")
        sys.stderr.flush()


def tail(path, lines):
    """The last lines of a file that say something."""
    text = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([line for line in text if line.strip()][-lines:])


def duration(seconds):
    seconds = int(round(seconds))
    return f"{seconds} s" if seconds < 100 else f"{(seconds + 30) // 60} min"
