import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite struct PayloadLimitTests {
    struct Sizes: Sendable, CustomTestStringConvertible {
        var blockBytes = 64
        var bulkBytes = 4096
        var maximum = 10_000

        var testDescription: String { "maximum \(maximum), blocks of \(blockBytes), bulk \(bulkBytes)" }
    }

    static let all = [
        Sizes(), Sizes(bulkBytes: 0), Sizes(blockBytes: 4096, bulkBytes: 0), Sizes(bulkBytes: 0, maximum: 100),
    ]

    /// Limits smaller than what a block or the bulk area could hold.
    static let low = [
        Sizes(blockBytes: 4096, bulkBytes: 1 << 20), Sizes(maximum: 100), Sizes(blockBytes: 4096, maximum: 100),
    ]

    private func pair(_ sizes: Sizes) throws -> ProbePair {
        try ProbePair(
            lanes: 1, slots: 2, blockBytes: sizes.blockBytes, bulkBytes: sizes.bulkBytes,
            maximumPayloadBytes: sizes.maximum)
    }

    @Test(arguments: all + low)
    func `arguments larger than allowed are not sent`(_ sizes: Sizes) async throws {
        let pair = try pair(sizes)
        defer { pair.end() }
        for count in [sizes.maximum - 3, sizes.maximum, 20_000, 2_000_000] {
            let error = #expect(throws: OutboardError.self) {
                _ = try pair.probe.checksum(bytes: LocalProbe.bytes(count))
            }
            #expect(error?.code == .payloadTooLarge && error?.mayHaveExecuted == false)
            let later = await #expect(throws: OutboardError.self) {
                _ = try await pair.probe.echoLater(String(repeating: "x", count: count), milliseconds: 0)
            }
            #expect(later?.code == .payloadTooLarge && later?.mayHaveExecuted == false)
        }
        let largest = LocalProbe.bytes(sizes.maximum - 4)
        #expect(try pair.probe.checksum(bytes: largest) == LocalProbe.checksum(largest))
        try await small(pair)
    }

    @Test(arguments: all)
    func `results larger than allowed are refused, and the plugin lives`(_ sizes: Sizes) async throws {
        let pair = try pair(sizes)
        defer { pair.end() }
        #expect(try pair.probe.make(byteCount: sizes.maximum - 4).count == sizes.maximum - 4)
        for count in [sizes.maximum - 3, sizes.maximum, 20_000, 2_000_000] {
            let error = #expect(throws: OutboardError.self, "\(count) bytes") {
                _ = try pair.probe.make(byteCount: count)
            }
            #expect(error?.code == .invalidPayload || error?.code == .payloadTooLarge)
            #expect(error?.mayHaveExecuted == true)
        }
        try await small(pair)
    }

    @Test(arguments: low)
    func `a result that fits into the memory of the lane arrives whatever the limit`(_ sizes: Sizes) async throws {
        let pair = try pair(sizes)
        defer { pair.end() }
        let count = max(sizes.blockBytes, sizes.bulkBytes) - 4
        #expect(try pair.probe.make(byteCount: count).count == count)
        try await small(pair)
    }

    @Test(arguments: all)
    func `errors larger than allowed are refused, and the plugin lives`(_ sizes: Sizes) async throws {
        // The reason fits in, the error around it does not.
        let pair = try pair(sizes)
        defer { pair.end() }
        let reason = String(repeating: "x", count: sizes.maximum - 4)
        let error = #expect(throws: OutboardError.self) { try pair.probe.fail(reason: reason) }
        #expect(error?.code == .invalidPayload || error?.code == .payloadTooLarge)
        try await small(pair)
    }

    /// Calls within the smallest of the limits.
    private func small(_ pair: ProbePair) async throws {
        for count in [0, 30, 60, 90] {
            let bytes = LocalProbe.bytes(count)
            #expect(try pair.probe.echo(bytes: bytes) == bytes)
        }
        #expect(try await pair.probe.echoLater("x", milliseconds: 1) == "x")
    }
}
