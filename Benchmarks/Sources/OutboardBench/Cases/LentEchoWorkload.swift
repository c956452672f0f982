internal import BenchInterface
internal import Outboard

/// A typed method that returns the bytes that it is lent: they are copied on their way back alone.
struct LentEchoWorkload: CallWorkload {
    private let client: BenchClient
    private let lent: LentBuffer

    init(pair: BenchPair, byteCount: Int) throws {
        self.client = try pair.plugin.client()
        self.lent = try LentBuffer(pair, byteCount: byteCount)
    }

    @inline(__always)
    func call() throws {
        let number = lent.change()
        let echo = try client.echo(lent: lent.bytes)
        let isRight = unsafe echo.withUnsafeBytes { bytes in
            unsafe bytes.count == lent.bytes.count && bytes.loadUnaligned(as: UInt64.self) == number
                && bytes.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self) == number
        }
        guard isRight else { throw BenchError("the echo is not what was lent") }
    }
}
