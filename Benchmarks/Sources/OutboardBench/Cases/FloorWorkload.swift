internal import BenchInterface

/// The floor itself, measured like a case: its ratio says how far a ratio can be trusted.
struct FloorWorkload: Workload {
    let pair: BenchPair

    init(_ pair: BenchPair) {
        self.pair = pair
    }

    func begin(_ calls: Int) throws {
        try pair.serve(Order(.floor, rounds: calls))
    }

    func run(_ calls: Int) throws {
        guard pair.pingPong.lead(calls) else { throw BenchPair.silence }
    }

    func sample(_ samples: UnsafeMutableBufferPointer<UInt64>) throws {
        guard unsafe pair.pingPong.lead(timing: samples) else { throw BenchPair.silence }
    }
}
