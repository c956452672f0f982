internal import BenchInterface

/// A typed method that returns its argument: bytes are encoded, decoded, encoded and decoded.
struct EchoWorkload: CallWorkload {
    private let client: BenchClient
    private let bytes: [UInt8]

    init(client: BenchClient, byteCount: Int) {
        self.client = client
        self.bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    }

    @inline(__always)
    func call() throws {
        let echo = try client.echo(bytes: bytes)
        guard echo.count == bytes.count else { throw BenchError("the echo has another length than the call") }
    }
}
