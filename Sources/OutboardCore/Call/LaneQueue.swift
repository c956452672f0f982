internal import OutboardSystem

/// The threads that wait for a lane: who came first is first, also after a turn that led to nothing.
///
/// Not thread-safe; a lock of the pool guards it.
struct LaneQueue {
    /// What a thread is woken with.
    enum Turn {
        /// A lane has become free: whoever is quicker has it.
        case look
        /// This lane, which is held for the thread.
        case lane(Int)
    }

    /// How long after a lane was handed over the next one may be, in nanoseconds.
    ///
    /// A lane that is handed over idles until its thread runs, some ten microseconds. With each of the shortest calls that
    /// would cost most of the throughput; without any, a thread that calls in a loop would have its lane for ever.
    private static let pauseNanoseconds: UInt64 = 500_000

    private var waiting: [(number: UInt64, turn: OneShot<Turn>)] = []
    private var nextNumber: UInt64 = 0
    private var nextHandOver: UInt64 = 0

    /// Lets a thread in.
    ///
    /// - Parameters:
    ///   - turn: What the thread waits for.
    ///   - number: The one that it was given when it came for the first time.
    /// - Returns: Its number.
    mutating func enter(_ turn: OneShot<Turn>, number: UInt64?) -> UInt64 {
        guard let number else {
            nextNumber &+= 1
            waiting.append((nextNumber, turn))
            return nextNumber
        }
        waiting.insert((number, turn), at: waiting.firstIndex { $0.number > number } ?? waiting.endIndex)
        return number
    }

    /// Lets a thread out that waits no longer.
    ///
    /// - Returns: Whether it was in the queue; if not, its turn has come or comes any moment.
    mutating func leave(_ turn: OneShot<Turn>) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.turn === turn }) else { return false }
        waiting.remove(at: index)
        return true
    }

    /// Lets the first thread out.
    ///
    /// - Parameters:
    ///   - now: The time, in nanoseconds of CLOCK_MONOTONIC.
    ///   - take: Takes the lane that has just been given back, for the thread; nothing if somebody else was quicker.
    /// - Returns: What the thread waits for, and what it is to be woken with.
    mutating func next(now: UInt64, take: () -> Int?) -> (turn: OneShot<Turn>, what: Turn)? {
        guard !waiting.isEmpty else { return nil }
        let turn = waiting.removeFirst().turn
        guard now >= nextHandOver, let lane = take() else { return (turn, .look) }
        nextHandOver = now &+ Self.pauseNanoseconds
        return (turn, .lane(lane))
    }

    /// Lets all threads out.
    mutating func all() -> [OneShot<Turn>] {
        defer { waiting = [] }
        return waiting.map(\.turn)
    }
}
