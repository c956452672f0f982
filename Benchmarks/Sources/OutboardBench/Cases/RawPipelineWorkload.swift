internal import BenchInterface

/// Records of 64 bytes through bare rings, several on their way at the same time.
struct RawPipelineWorkload: Workload {
    let pair: BenchPair
    let window: Int

    var callsPerSample: Int { window }

    func begin(_ calls: Int) throws {
        try pair.serve(Order(.raw, rounds: calls))
    }

    func run(_ calls: Int) throws {
        guard pair.rings.call(calls, window: window) else { throw BenchPair.silence }
    }

    func sample(_ samples: UnsafeMutableBufferPointer<UInt64>) throws {
        guard unsafe pair.rings.call(timing: samples, window: window) else { throw BenchPair.silence }
    }
}
