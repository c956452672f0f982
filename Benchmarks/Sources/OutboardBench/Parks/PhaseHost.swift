internal import BenchInterface
internal import Glibc
internal import Outboard

/// A host whose threads park at random moments, and its plugins.
final class PhaseHost {
    /// Those that sleep at once, and those that poll for a while where there are two processors.
    private let plugins: [PhasePlugins]

    /// Starts the plugins.
    ///
    /// - Parameter processors: Where the calling thread goes, and where the plugins' workers go.
    /// - Throws: `BenchError`, `OutboardError`.
    init(_ processors: ProcessorPair) throws {
        // Before the first start: all threads and processes inherit it, and nobody polls where there is only one.
        try Processors.allow(processors.isShared ? [processors.host] : [processors.host, processors.plugin])
        plugins = try (processors.isShared ? [false] : [false, true]).map { try PhasePlugins(polling: $0) }
        guard !processors.isShared else { return }
        try Processors.pin(to: processors.host)
        for plugins in plugins { try plugins.pinWorkers(to: processors.plugin) }
    }

    /// Ends the plugins.
    func stop() {
        for plugins in plugins { plugins.stop() }
    }

    private var processIDs: [Int32] { plugins.flatMap(\.processIDs) }

    /// What the host waits with, and the processes of the plugins.
    var introduction: String {
        ([plugins.first?.backend ?? ""] + processIDs.map(String.init)).joined(separator: " ")
    }

    /// Makes a block of calls.
    func run(_ order: PhaseOrder, _ count: Int) throws -> PhaseBlock {
        guard let plugins = order.polls ? plugins.last : plugins.first else { return PhaseBlock() }
        if order.shape == .task || order.shape == .tasks { try Self.wakePool() }
        let queues = RunQueues(of: [getpid()] + processIDs)
        defer { queues.close() }
        let sleeps = self.sleeps
        let began = MonotonicTime.now()
        let meters: [DelayMeter]
        switch order.shape {
        case .call: meters = [try call(plugins, count, queues)]
        case .pipeline: meters = [try pipeline(plugins, count, queues)]
        case .task: meters = try tasks(plugins, 1, count, queues)
        case .tasks: meters = try tasks(plugins, 4, count / 4, queues)
        case .group: meters = [try callBoth(plugins, count, queues)]
        }
        return PhaseBlock(parks: self.sleeps &- sleeps, wallNs: MonotonicTime.now() &- began, meters)
    }

    private var sleeps: UInt64 { ThreadList.sleeps(host: getpid(), plugins: processIDs) }

    // MARK: Shapes

    private func call(_ plugins: PhasePlugins, _ count: Int, _ queues: RunQueues) throws -> DelayMeter {
        let phase = plugins.phase
        var meter = DelayMeter(queues)
        for _ in 0..<count {
            let sentAt = phase.pass()
            let turn = try plugins.clients[0].turn()
            meter.note(sentAt: sentAt, turn, returnedAt: MonotonicTime.now())
        }
        return meter
    }

    private func pipeline(_ plugins: PhasePlugins, _ count: Int, _ queues: RunQueues) throws -> DelayMeter {
        let phase = plugins.phase
        var meter = DelayMeter(queues)
        try plugins.clients[0].caller.pipeline { pipeline in
            // Two and a half calls in the mean.
            for _ in 0..<(count * 2 / 5) {
                for _ in 0...RandomPhase.number(below: 4) {
                    _ = phase.pass()
                    try pipeline.submit(0, byteCount: 0) { _ in }
                }
                let sentAt = phase.pass()
                pipeline.flush()
                var isFirst = true
                while pipeline.inFlight > 0 {
                    let askedAt = phase.pass()
                    let turn = try pipeline.next { (reader: inout WireReader) throws(WireError) in
                        try reader.next(Turn.self)
                    }
                    let now = MonotonicTime.now()
                    // Calls behind the first wait for it, and answers wait for being asked for.
                    let measured = Turn(
                        arrivedAt: isFirst ? turn.arrivedAt : sentAt, answeredAt: max(turn.answeredAt, askedAt))
                    meter.note(sentAt: sentAt, measured, returnedAt: now)
                    isFirst = false
                }
            }
        }
        return meter
    }

    private func callBoth(_ plugins: PhasePlugins, _ count: Int, _ queues: RunQueues) throws -> DelayMeter {
        let phase = plugins.phase
        var meter = DelayMeter(queues)
        for _ in 0..<count {
            let sentAt = phase.pass()
            let turns = try plugins.group.all(PhaseClient.turnCall()).map { try $0.get() }
            let returnedAt = MonotonicTime.now()
            let answeredAt = turns.map(\.answeredAt).max() ?? 0
            for turn in turns {
                meter.note(
                    sentAt: sentAt, Turn(arrivedAt: turn.arrivedAt, answeredAt: answeredAt), returnedAt: returnedAt)
            }
        }
        return meter
    }

    private func tasks(
        _ plugins: PhasePlugins, _ width: Int, _ count: Int, _ queues: RunQueues
    ) throws -> [DelayMeter] {
        let client = plugins.clients[0]
        let phase = plugins.phase
        return try TaskOutcome.wait {
            try await withThrowingTaskGroup(of: DelayMeter.self) { group in
                for _ in 0..<width {
                    group.addTask {
                        var meter = DelayMeter(queues)
                        for _ in 0..<count {
                            let sentAt = phase.pass()
                            let turn = try await client.turnLater()
                            meter.note(sentAt: sentAt, turn, returnedAt: MonotonicTime.now())
                        }
                        return meter
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
    }

    /// Has tasks run on as many threads as there will be: those that come later are not looked at.
    private static func wakePool() throws {
        try TaskOutcome.wait {
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask { for _ in 0..<50 { _ = RandomPhase.short.pass() } }
                }
            }
        }
    }
}
