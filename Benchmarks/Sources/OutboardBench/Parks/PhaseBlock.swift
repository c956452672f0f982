internal import BenchInterface

/// What a block of calls, or of rounds over plain eventfds, showed; travels between processes as a line of numbers.
struct PhaseBlock: Sendable {
    /// How often threads went to sleep.
    private(set) var parks: UInt64 = 0
    /// From the first call to the end of the last, in nanoseconds.
    private(set) var wallNs: UInt64 = 0
    /// Wake-ups of the plugin; for plain rounds all wake-ups.
    private(set) var calls = DelayHistogram()
    /// Wake-ups of the host.
    private(set) var answers = DelayHistogram()
    /// Those that took longer than a millisecond.
    private(set) var late: [LateWake] = []

    /// Nothing yet.
    init() {}

    /// What some meters have measured together.
    init(parks: UInt64, wallNs: UInt64, _ meters: [DelayMeter]) {
        self.parks = parks
        self.wallNs = wallNs
        for meter in meters {
            calls.add(meter.calls)
            answers.add(meter.answers)
            late += meter.late
        }
    }

    /// Takes in another.
    mutating func add(_ other: Self) {
        parks &+= other.parks
        wallNs &+= other.wallNs
        calls.add(other.calls)
        answers.add(other.answers)
        late += other.late
    }

    /// The late wake-ups that scheduling does not explain.
    var beyondScheduling: [LateWake] { late.filter(\.isBeyondScheduling) }
    /// The longest wake-up.
    var longestNs: UInt64 { max(calls.longestNs, answers.longestNs) }

    // MARK: Between processes

    /// All of it in a line.
    var line: String {
        let numbers = [parks, wallNs] + calls.numbers + answers.numbers + late.flatMap { [$0.delayNs, $0.queuedNs] }
        return numbers.map(String.init).joined(separator: " ")
    }

    /// Reads what ``line`` says.
    init(_ line: String) throws {
        let numbers = line.split(separator: " ").compactMap { UInt64($0) }
        let width = DelayHistogram.width
        guard numbers.count >= 2 + 2 * width else { throw BenchError("the second process says \"\(line)\"") }
        parks = numbers[0]
        wallNs = numbers[1]
        calls = DelayHistogram(numbers: numbers[2..<(2 + width)])
        answers = DelayHistogram(numbers: numbers[(2 + width)..<(2 + 2 * width)])
        let rest = Array(numbers[(2 + 2 * width)...])
        late = stride(from: 0, to: rest.count - 1, by: 2).map { LateWake(delayNs: rest[$0], queuedNs: rest[$0 + 1]) }
    }
}
