internal import BenchInterface

/// The ping-pong of one cache line, measured between blocks of calls.
struct ReferenceFloor {
    private static let rounds = 500
    private static let warm = 64
    let pair: BenchPair

    /// Nanoseconds of a round.
    func measure() throws -> Double {
        try pair.serve(Order(.floor, rounds: Self.warm + Self.rounds))
        guard pair.pingPong.lead(Self.warm) else { throw BenchPair.silence }
        let began = MonotonicTime.now()
        guard pair.pingPong.lead(Self.rounds) else { throw BenchPair.silence }
        return Double(MonotonicTime.now() &- began) / Double(Self.rounds)
    }
}
