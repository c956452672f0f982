#if Tracing
import Testing

@testable import OutboardCore

/// A call's place in a trace.
@Suite struct TraceContextTests {
    @Test func `a traceparent is what it was after the journey`() throws {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let place = try #require(TraceContext(traceparent: text))
        #expect(place.traceparent == text)
        var field = [UInt8](repeating: 0xee, count: 32)
        field.withUnsafeMutableBytes { place.store(to: $0.baseAddress!) }
        // Ids in the order in which people write them, then the flags, then zero.
        #expect(field.prefix(3) == [0x0a, 0xf7, 0x65] && field[15] == 0x9c && field[16] == 0xb7 && field[24] == 1)
        #expect(field.suffix(7).allSatisfy { $0 == 0 })
        #expect(field.withUnsafeBytes { TraceContext($0.baseAddress!) } == place)
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319x-b7ad6b7169203331-01",
    ])
    func `what is no traceparent is none`(_ text: String) {
        #expect(TraceContext(traceparent: text) == nil)
    }
}
#endif
