import COutboard
import Glibc
import OutboardRing
import ProbeInterface
import Testing

@testable import OutboardCore

/// What the host writes into H.
@Suite struct RequestRecordTests {
    /// The requests that a closure leads to, as they lie in the ring, each with the start of its block.
    private func requests(
        _ count: Int, _ body: @escaping @Sendable (ProbeClient) -> Void
    ) async throws -> [(record: outboard_record, block: [UInt8])] {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let tally = Tally()
        try plugin.respond(requests: count) { request in
            tally.count("request")
            return [.done(request, credit: UInt16(tally["request"]))]
        }
        let probe = plugin.probe()
        try await Threads.run { body(probe) }
        let lane = plugin.segments.hostLane(0)
        return (0..<count).map { index in
            let block = UnsafeRawBufferPointer(start: lane.blocks + index * 64, count: 64)
            return ((lane.records + index * Record.stride).load(as: outboard_record.self), Array(block))
        }
    }

    private static func body(_ record: outboard_record) -> [UInt8] {
        withUnsafeBytes(of: record.body) { Array($0) }
    }

    @Test func `a request says what the contract says`() async throws {
        let sent = try await requests(4) { probe in
            for (caller, method, bytes) in [
                (probe.caller, 2, WireBytes.encode(1).bytes + WireBytes.encode(-1).bytes),
                (probe.deadline(in: .seconds(1000)).caller, 3, WireBytes.encode(2).bytes + WireBytes.encode(-2).bytes),
                (probe.caller, 8, LocalProbe.bytes(54)), (probe.caller, 9, LocalProbe.bytes(3004)),
            ] as [(Caller, UInt16, [UInt8])] {
                _ = Caught.error { try caller.callVoid(method, bytes) }
            }
        }
        for (index, (record, _)) in sent.enumerated() {
            #expect(record.stamp == UInt32(index + 1))
            #expect(record.kind == UInt8(OUTBOARD_KIND_CALL))
            #expect(record.credit == UInt16(index))
        }
        #expect(Set(sent.map(\.record.call_id)).count == 4)
        #expect(sent.map(\.record.method) == [2, 3, 8, 9])
        #expect(sent.map(\.record.flags) == [0, UInt8(OUTBOARD_FLAG_DEADLINE), 1, 2])
        #expect(sent.map(\.record.length) == [16, 16, 54, 0])
        let words = sent.map { sent in
            withUnsafeBytes(of: sent.record.body) { body in
                (0..<3).map { body.load(fromByteOffset: $0 * 8, as: UInt64.self) }
            }
        }
        #expect(words[0][0] == 1 && words[0][1] == .max)
        #expect(words[1][0] > 1_000_000_000_000 && words[1][1] == 2 && words[1][2] == .max - 1)
        #expect(Array(sent[2].block.prefix(54)) == LocalProbe.bytes(54))
        #expect(words[3][0] == 3004)
    }

    @Test func `nothing of the host's memory gets into a request but its arguments`() async {
        await #expect(processExitsWith: .success) {
            alarm(Patience.seconds)
            // M_PERTURB of mallopt(3), which the module map of the C library leaves out: fresh memory is not zero.
            typealias Function = @convention(c) (Int32, Int32) -> Int32
            _ = dlsym(nil, "mallopt").map { unsafeBitCast($0, to: Function.self)(-6, 0x5a) }
            let suite = RequestRecordTests()
            let counts = [0, 1, 3, 9, 14, 23, 36, 47]
            let sent = try await suite.requests(counts.count) { probe in
                for count in counts {
                    _ = Caught.error { try probe.caller.callVoid(8, [UInt8](repeating: 0, count: count)) }
                }
            }
            for (record, _) in sent where Self.body(record).dropFirst(Int(record.length)).contains(where: { $0 != 0 }) {
                exit(1)
            }
            let blocks = try await suite.requests(4) { probe in
                for count in [49, 50, 55, 63] {
                    _ = Caught.error { try probe.caller.callVoid(8, [UInt8](repeating: 0, count: count)) }
                }
            }
            for (record, block) in blocks where block.dropFirst(Int(record.length)).contains(where: { $0 != 0 }) {
                exit(2)
            }
            exit(0)
        }
    }
}
