internal import Logging
internal import OutboardSystem

/// Hands plugins' output to their loggers, on a thread of its own: a slow log handler delays neither a plugin nor a call.
///
/// The queue is bounded. When a plugin writes faster than its logger takes, lines are dropped and counted.
final class LogDelivery: Sendable {
    /// The one of this process.
    static let shared = LogDelivery()
    /// Bytes of text that wait at most, where each line counts for a few more than it has.
    ///
    /// As many again may be with the loggers.
    static let maximumBytes = 32 << 20

    private enum Entry: Sendable {
        case line(Logger, LogLine)
        case note(Logger, Logger.Level, String)
        case work(@Sendable () -> Void)

        var cost: Int {
            switch self {
            case .line(_, let line): line.text.utf8.count + OutputFlow.lineCost
            case .note(_, _, let text): text.utf8.count + OutputFlow.lineCost
            case .work: 0
            }
        }
    }

    private struct State {
        var entries: [Entry] = []
        var cost = 0
        var dropped = 0
        /// The logger of what was dropped last.
        var dropper: Logger?
        var isRunning = false
    }

    private let state = Locked(State())
    private let bell = Condition()

    /// Hands in lines of output.
    func deliver(_ lines: [LogLine], to logger: Logger) {
        guard !lines.isEmpty else { return }
        add(lines.map { .line(logger, $0) }, logger)
    }

    /// Hands in a message of the host's own.
    func note(_ level: Logger.Level, _ text: String, to logger: Logger) {
        add([.note(logger, level, text)], logger)
    }

    /// Waits until everything handed in so far has been logged.
    func flush(timeoutNanoseconds: UInt64) {
        let done = OneShot<Void>()
        run { done.fulfil(()) }
        _ = done.wait(timeoutNanoseconds: timeoutNanoseconds)
    }

    /// Runs a closure after everything handed in so far; it is never dropped.
    func run(_ work: @escaping @Sendable () -> Void) {
        state.withLock { $0.entries.append(.work(work)) }
        wake()
    }

    private func add(_ new: [Entry], _ logger: Logger) {
        state.withLock { state in
            for entry in new {
                guard state.cost + entry.cost <= Self.maximumBytes else {
                    state.dropped += 1
                    state.dropper = logger
                    continue
                }
                state.entries.append(entry)
                state.cost += entry.cost
            }
        }
        wake()
    }

    private func wake() {
        let mustStart = state.withLock { state in
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if mustStart {
            // Without the thread nothing is logged; calls go on.
            try? DedicatedThread.start(named: "outboard-log") { [self] in deliver() }
        }
        bell.withLock { bell.wakeAll() }
    }

    private func deliver() {
        while true {
            deliverAll()
            bell.withLock {
                while state.withLock({ $0.entries.isEmpty }) { bell.wait() }
            }
        }
    }

    /// Logs what there is, and keeps none of it: closures may hold a plugin's descriptors.
    private func deliverAll() {
        let taken = state.withLock { state in
            defer { state = State(isRunning: true) }
            return state
        }
        for entry in taken.entries { log(entry) }
        taken.dropper?.warning(
            "\(taken.dropped) lines of plugins' output were dropped: they came faster than they were logged")
    }

    private func log(_ entry: Entry) {
        switch entry {
        case .line(let logger, let line):
            logger.log(level: line.level, "\(line.text)", metadata: ["plugin.stream": "\(line.stream.rawValue)"])
        case .note(let logger, let level, let text):
            logger.log(level: level, "\(text)")
        case .work(let work):
            work()
        }
    }
}
