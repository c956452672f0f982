internal import BenchInterface
internal import Outboard

/// What a call costs in a sandbox, and against the same without one.
struct CallRatio {
    /// The median of the blocks' means.
    let nanoseconds: UInt64
    /// The median over pairs of blocks, with two digits.
    let ratio: Double

    private static let calls = 2000

    /// Measures blocks of both in turns.
    init(of trial: SandboxTrial, to reference: SandboxTrial, blocks: Int) throws {
        let plugins = (try trial.plugin(), try reference.plugin())
        defer {
            plugins.0.stopBlocking()
            plugins.1.stopBlocking()
        }
        let clients = (try plugins.0.client(BenchClient.self), try plugins.1.client(BenchClient.self))
        var means: [UInt64] = []
        var ratios: [Double] = []
        for block in 0..<blocks + 2 {
            let ours = try Self.measure(clients.0)
            let theirs = try Self.measure(clients.1)
            // The first ones fetch memory.
            guard block >= 2 else { continue }
            means.append(ours / UInt64(Self.calls))
            ratios.append(Double(ours) / Double(max(1, theirs)))
        }
        nanoseconds = means.sorted()[means.count / 2]
        ratio = (ratios.sorted()[ratios.count / 2] * 100).rounded() / 100
    }

    private static func measure(_ client: BenchClient) throws -> UInt64 {
        let began = MonotonicTime.now()
        for _ in 0..<calls { try client.null() }
        return MonotonicTime.now() &- began
    }
}
