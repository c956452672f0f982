internal import BenchInterface
internal import Outboard

/// Typed calls without arguments and result, several on their way at the same time.
struct TypedPipelineWorkload: Workload {
    let caller: Caller
    let window: Int

    var callsPerSample: Int { window }

    func run(_ calls: Int) throws {
        try pipeline(calls) {}
    }

    func sample(_ samples: UnsafeMutableBufferPointer<UInt64>) throws {
        var answersLeft = window
        var index = 0
        var began = MonotonicTime.now()
        try pipeline(samples.count &* window) {
            answersLeft &-= 1
            guard answersLeft == 0 else { return }
            let now = MonotonicTime.now()
            unsafe samples[index] = now &- began
            began = now
            index &+= 1
            answersLeft = window
        }
    }

    /// Fills the window, takes half of the answers, and again.
    @inline(__always)
    private func pipeline(_ calls: Int, _ afterAnswer: () -> Void) throws {
        try caller.pipeline { pipeline in
            var sent = 0
            var left = calls
            while left > 0 {
                while sent < calls, pipeline.inFlight < window {
                    try pipeline.submit(0, byteCount: 0) { _ in }
                    sent &+= 1
                }
                for _ in 0..<min(left, max(1, window / 2)) {
                    try pipeline.next { (_: inout WireReader) throws(WireError) in }
                    left &-= 1
                    afterAnswer()
                }
            }
        }
    }
}
