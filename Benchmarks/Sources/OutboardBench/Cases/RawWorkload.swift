internal import BenchInterface

/// Records of 64 bytes through bare rings, each after the reply to the one before.
struct RawWorkload: Workload {
    let pair: BenchPair

    init(_ pair: BenchPair) {
        self.pair = pair
    }

    func begin(_ calls: Int) throws {
        try pair.serve(Order(.raw, rounds: calls))
    }

    func run(_ calls: Int) throws {
        guard pair.rings.call(calls) else { throw BenchPair.silence }
    }

    func sample(_ samples: UnsafeMutableBufferPointer<UInt64>) throws {
        guard unsafe pair.rings.call(timing: samples) else { throw BenchPair.silence }
    }
}
