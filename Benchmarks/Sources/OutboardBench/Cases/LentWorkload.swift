internal import BenchInterface
internal import Outboard

/// A typed method whose argument is lent, and whose answer says what its ends are.
struct LentWorkload: CallWorkload {
    private let client: BenchClient
    private let lent: LentBuffer

    init(pair: BenchPair, byteCount: Int) throws {
        self.client = try pair.plugin.client()
        self.lent = try LentBuffer(pair, byteCount: byteCount)
    }

    @inline(__always)
    func call() throws {
        let number = lent.change()
        guard try client.ends(of: lent.bytes) == 2 &* number else {
            throw BenchError("the plugin has read something else than what it was lent")
        }
    }
}
