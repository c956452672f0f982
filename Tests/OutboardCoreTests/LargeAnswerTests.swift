import Glibc
import OutboardSystem
import Testing

@testable import OutboardCore

@Suite struct LargeAnswerTests {
    @Test func `an answer that cannot be read is one of a call that has run`() throws {
        let byteCount = 100_000
        let whole = LargeAnswer(try Attachment(holding: [UInt8](repeating: 7, count: byteCount)), byteCount: byteCount)
        #expect(try whole.load().load(fromByteOffset: byteCount - 1, as: UInt8.self) == 7)

        // A pipe cannot be mapped.
        let unmappable = Attachment(adopting: try Pipe().takeReadEnd(), byteCount: byteCount)
        let answer = LargeAnswer(unmappable, byteCount: byteCount)
        let error = #expect(throws: OutboardError.self) { _ = try answer.load() }
        #expect(error?.code == .invalidPayload && error?.mayHaveExecuted == true)
        #expect(error?.message.contains("100000 bytes") == true, "\(error?.message ?? "")")
    }
}
