import OutboardRing
import ProbeInterface
import Testing

@testable import OutboardCore

/// Large results that are bytes are copied at once to where the caller has them: what they claim to be is checked first.
@Suite struct HostileBytesTests {
    /// An answer to a call in the bulk area, of `byteCount` bytes, which begins with a count.
    private static func answer(_ request: RecordHeader, count: UInt32, byteCount: Int) -> CraftedRecord {
        CraftedRecord(
            header: RecordHeader(kind: .reply, callID: request.callID, flags: 2, credit: 1),
            words: [UInt64(byteCount)],
            bulk: (0..<4).map { UInt8(truncatingIfNeeded: count >> ($0 * 8)) }
                + (4..<max(4, byteCount)).map { UInt8(truncatingIfNeeded: $0) })
    }

    @Test(arguments: [96, 1000, 4096])
    func `bytes arrive`(_ byteCount: Int) throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { [Self.answer($0, count: UInt32(byteCount - 4), byteCount: byteCount)] }
        let bytes = try plugin.probe().make(byteCount: 1)
        #expect(bytes == (4..<byteCount).map { UInt8(truncatingIfNeeded: $0) })
        #expect(plugin.violations.isEmpty)
    }

    @Test(arguments: [0, 1, 91, 93, 4096, 0x7fff_ffff, 0x8000_0000, UInt32.max - 4, .max] as [UInt32])
    func `another count than there are bytes ends the plugin`(_ count: UInt32) throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { [Self.answer($0, count: count, byteCount: 96)] }
        let error = #expect(throws: OutboardError.self) { try plugin.probe().make(byteCount: 1) }
        #expect(error?.code == .violated)
        #expect(plugin.violations.count == 1)
    }

    @Test(arguments: [0, 1, 3, 4])
    func `less than a count, or nothing behind it`(_ byteCount: Int) throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { [Self.answer($0, count: 0, byteCount: byteCount)] }
        if byteCount == 4 {
            #expect(try plugin.probe().make(byteCount: 1) == [])
        } else {
            #expect(throws: OutboardError.self) { try plugin.probe().make(byteCount: 1) }
            #expect(plugin.violations.count == 1)
        }
    }
}
