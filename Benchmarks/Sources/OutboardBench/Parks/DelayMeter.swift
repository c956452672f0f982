internal import BenchInterface

/// Measures how long the wake-ups of a block of calls took.
///
/// For one thread or task. That of a call reaches from just before it was published to the first statement of its method,
/// that of its answer from the last statement to its return: besides waking up, they contain what a call takes anyway.
struct DelayMeter: Sendable {
    /// Calls between two looks at the run queues; a late wake-up is explained by what happened since the last one.
    private static let callsBetweenLooks = 8

    /// To the plugin.
    private(set) var calls = DelayHistogram()
    /// To the host.
    private(set) var answers = DelayHistogram()
    /// Those that took longer than a millisecond.
    private(set) var late: [LateWake] = []
    private let queues: RunQueues
    private var waitedNs: UInt64
    private var callsLeft = callsBetweenLooks

    /// Begins.
    init(_ queues: RunQueues) {
        self.queues = queues
        self.waitedNs = queues.waitedNs()
    }

    /// Notes a call.
    ///
    /// - Parameters:
    ///   - sentAt: Just before it was published.
    ///   - turn: What the plugin said.
    ///   - returnedAt: Just after its answer was taken.
    @inline(__always)
    mutating func note(sentAt: UInt64, _ turn: Turn, returnedAt: UInt64) {
        let there = turn.arrivedAt > sentAt ? turn.arrivedAt &- sentAt : 0
        let back = returnedAt > turn.answeredAt ? returnedAt &- turn.answeredAt : 0
        calls.add(there)
        answers.add(back)
        look(there, back)
    }

    /// Notes a wake-up and its answer of which there is only the sum.
    @inline(__always)
    mutating func note(_ nanoseconds: UInt64) {
        calls.add(nanoseconds)
        look(nanoseconds, 0)
    }

    @inline(__always)
    private mutating func look(_ there: UInt64, _ back: UInt64) {
        if max(there, back) > LateWake.limitNs { addLate(there, back) }
        callsLeft &-= 1
        if callsLeft == 0 {
            callsLeft = Self.callsBetweenLooks
            waitedNs = queues.waitedNs()
        }
    }

    @inline(never)
    private mutating func addLate(_ there: UInt64, _ back: UInt64) {
        let queuedNs = queues.waitedNs() &- waitedNs
        for delay in [there, back] where delay > LateWake.limitNs {
            late.append(LateWake(delayNs: delay, queuedNs: queuedNs))
        }
    }
}
