internal import BenchInterface

/// A typed method without arguments and result.
struct NullWorkload: CallWorkload {
    let client: BenchClient

    @inline(__always)
    func call() throws {
        try client.null()
    }

    func run(_ calls: Int) throws {
        for _ in 0..<calls { try client.null() }
    }
}
