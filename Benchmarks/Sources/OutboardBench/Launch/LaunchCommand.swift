internal import ArgumentParser
internal import BenchInterface
internal import Glibc
internal import Outboard

/// The command that measures what a sandbox costs: at the start, and for each call.
struct LaunchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "launch",
        abstract: "Measures what each level of the sandbox costs, at the start of a plugin and for each call.",
        discussion: """
            The levels take turns, so that what the machine does meanwhile hits all of them. A start is from the launch to \
            the first reply. Calls are typed ones without arguments, in blocks, each next to a block of the same without \
            a sandbox: the ratio is the median over the pairs.

            Exits with 0 when everything was measured, with 1 when something could not be, with 64 when the command line \
            is wrong.
            """)

    @Option(help: ArgumentHelp("How often each level is started.", valueName: "count"))
    var starts = 200

    @Option(help: ArgumentHelp("How many blocks of 2,000 calls are measured at each level.", valueName: "count"))
    var blocks = 300

    func validate() throws {
        guard starts > 0, blocks > 0 else { throw ValidationError("Counts are above 0.") }
    }

    func run() throws {
        let path = "/dev/shm/outboard-bench-\(getpid())-\(MonotonicTime.now())"
        let area = try SharedArea(creating: path)
        defer {
            unsafe unlink(path)
            _ = area
        }
        // Users of their own have to get at it.
        guard unsafe chmod(path, 0o666) == 0 else { throw BenchError("\(path) cannot be opened to others") }
        let trials = SandboxTrial.all(path: path).filter { trial in
            guard let reason = trial.missing() else { return true }
            print("not here: \(trial.name): \(reason)")
            return false
        }
        print("level".padded(28), "start, ms", "p90, ms", "call, ns", "against none")
        var times = [[UInt64]](repeating: [], count: trials.count)
        for _ in 0..<starts {
            for (index, trial) in trials.enumerated() { times[index].append(try trial.start()) }
        }
        for (trial, times) in zip(trials, times) {
            let sorted = times.sorted()
            let calls = try CallRatio(of: trial, to: trials[0], blocks: blocks)
            print(
                trial.name.padded(28), Self.milliseconds(sorted[sorted.count / 2]).padded(9),
                Self.milliseconds(sorted[sorted.count * 9 / 10]).padded(7), "\(calls.nanoseconds)".padded(8),
                calls.ratio)
        }
    }

    private static func milliseconds(_ nanoseconds: UInt64) -> String {
        "\(Double(nanoseconds / 1000) / 1000)"
    }
}

extension String {
    /// Filled with spaces up to a width.
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
