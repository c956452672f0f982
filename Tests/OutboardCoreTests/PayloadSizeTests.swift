import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

/// Sizes around every border: inside the record (48 bytes, 40 with a deadline), the shortest path (512), the block, the bulk area, attachments.
@Suite(.serialized) struct PayloadSizeTests {
    struct Sizes: Sendable, CustomTestStringConvertible {
        var slots: Int
        var blockBytes: Int
        var bulkBytes: Int

        var testDescription: String { "\(slots) slots, blocks of \(blockBytes), bulk \(bulkBytes)" }

        /// Byte counts of an array whose encoding ends around a border.
        var counts: [Int] {
            let borders = [0, 40, 48, 512, blockBytes, bulkBytes, 3 * 4096, 300_000]
            return Set(borders.flatMap { border in (-2...2).map { border + $0 - 4 } }).filter { $0 >= 0 }.sorted()
        }
    }

    static let all = [
        Sizes(slots: 2, blockBytes: 64, bulkBytes: 4096), Sizes(slots: 2, blockBytes: 64, bulkBytes: 0),
        Sizes(slots: 1024, blockBytes: 128, bulkBytes: 8192), Sizes(slots: 4, blockBytes: 32_768, bulkBytes: 1 << 20),
    ]

    private func pair(_ sizes: Sizes) throws -> ProbePair {
        try ProbePair(lanes: 1, slots: sizes.slots, blockBytes: sizes.blockBytes, bulkBytes: sizes.bulkBytes)
    }

    @Test(arguments: all)
    func `carries every size both ways`(_ sizes: Sizes) throws {
        let pair = try pair(sizes)
        defer { pair.end() }
        for count in sizes.counts {
            let bytes = LocalProbe.bytes(count)
            #expect(try pair.probe.checksum(bytes: bytes) == LocalProbe.checksum(bytes), "\(count) bytes there")
            #expect(try pair.probe.make(byteCount: count) == bytes, "\(count) bytes back")
            #expect(try pair.probe.echo(bytes: bytes) == bytes, "\(count) bytes both ways")
        }
    }

    @Test(arguments: all)
    func `carries every size with a deadline in front`(_ sizes: Sizes) throws {
        let pair = try pair(sizes)
        defer { pair.end() }
        let probe = pair.probe.deadline(in: .seconds(300))
        for count in sizes.counts {
            let bytes = LocalProbe.bytes(count, seed: 7)
            #expect(try probe.checksum(bytes: bytes) == LocalProbe.checksum(bytes), "\(count) bytes there")
            #expect(try probe.echo(bytes: bytes) == bytes, "\(count) bytes both ways")
        }
    }

    @Test(arguments: all)
    func `carries every size asynchronously`(_ sizes: Sizes) async throws {
        let pair = try pair(sizes)
        defer { pair.end() }
        for probe in [pair.probe, pair.probe.deadline(in: .seconds(300))] {
            for count in sizes.counts {
                let text = String(repeating: "x", count: count)
                #expect(try await probe.echoLater(text, milliseconds: count % 3 == 0 ? 1 : 0) == text)
            }
        }
    }

    @Test(arguments: all)
    func `carries many large payloads at once, asynchronously`(_ sizes: Sizes) async throws {
        let pair = try pair(sizes)
        defer { pair.end() }
        let probe = pair.probe
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let count = [0, 41, 70, 5000, 9000, 40_000, 150_000][number % 7] + number
                    let text = String(repeating: Character(Unicode.Scalar(UInt8(65 + number % 26))), count: count)
                    return try await probe.echoLater(text, milliseconds: number % 4) == text
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        try await pair.expectUsable()
    }

    @Test func `carries large payloads at once over several lanes`() async throws {
        let pair = try ProbePair(lanes: 3, slots: 2, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        let probe = pair.probe
        try await withThrowingTaskGroup(of: Int.self) { group in
            for thread in 0..<6 {
                group.addTask {
                    try await Threads.run {
                        var mistakes = 0
                        for turn in 0..<40 {
                            let bytes = LocalProbe.bytes((thread * 997 + turn * 1999) % 30_000, seed: thread)
                            if try probe.echo(bytes: bytes) != bytes { mistakes += 1 }
                        }
                        return mistakes
                    }
                }
            }
            for try await mistakes in group { #expect(mistakes == 0) }
        }
    }

    @Test func `a declared error larger than everything arrives`() throws {
        let pair = try ProbePair(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        for count in [0, 40, 41, 50, 60, 61, 4000, 4090, 4100, 50_000] {
            let reason = String(repeating: "x", count: count)
            #expect(throws: ProbeError(reason: reason)) { try pair.probe.fail(reason: reason) }
        }
    }

    @Test func `after a large payload nothing of it is left in small ones`() throws {
        let pair = try ProbePair(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        for count in [100_000, 0, 4000, 0, 60, 0, 10, 100_000, 4000, 60, 10, 1] {
            let bytes = LocalProbe.bytes(count, seed: count)
            #expect(try pair.probe.echo(bytes: bytes) == bytes)
        }
    }
}
