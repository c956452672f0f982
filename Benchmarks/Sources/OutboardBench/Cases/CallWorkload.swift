internal import BenchInterface

/// Typed calls, each after the answer to the one before.
protocol CallWorkload: Workload {
    /// Makes one call.
    func call() throws
}

// Inlined into each conforming type, so that the loops contain its call and no indirection.
extension CallWorkload {
    @inline(__always)
    func run(_ calls: Int) throws {
        for _ in 0..<calls { try call() }
    }

    @inline(__always)
    func sample(_ samples: UnsafeMutableBufferPointer<UInt64>) throws {
        for index in samples.indices {
            let began = MonotonicTime.now()
            try call()
            unsafe samples[index] = MonotonicTime.now() &- began
        }
    }
}
