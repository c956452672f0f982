internal import BenchInterface
internal import Glibc

/// Rounds over plain eventfds between two processes on the same processors: how late wake-ups are that have nothing to
/// do with Outboard.
final class PlainRounds {
    private let partner: EventPartner
    private let processes: [Int32]

    /// Starts the other process and goes to the processor of hosts.
    init(_ processors: ProcessorPair) throws {
        partner = try EventPartner()
        processes = [getpid(), partner.processID]
        try Processors.allow([processors.host])
        try partner.move(to: processors.plugin)
    }

    /// Runs for a time.
    func run(nanoseconds: UInt64) throws -> PhaseBlock {
        let queues = RunQueues(of: processes)
        defer { queues.close() }
        var meter = DelayMeter(queues)
        let began = MonotonicTime.now()
        var now = began
        while now &- began < nanoseconds {
            let sentAt = RandomPhase.short.pass()
            try partner.round()
            now = MonotonicTime.now()
            meter.note(now &- sentAt)
        }
        // Each round is two.
        return PhaseBlock(parks: 2 &* meter.calls.total, wallNs: now &- began, [meter])
    }
}
