import COutboard
import OutboardRing
import ProbeInterface
import Testing

@testable import OutboardCore

/// What a plugin says cannot forge lines of a log, steer a terminal or fill it.
@Suite struct ForeignTextTests {
    @Test func `leaves plain text as it is`() {
        for text in ["", "plain", "tab\tbed", "🦊 ümlaut e\u{301}", "\u{202f}"] {
            #expect(ForeignText.plain(text) == text)
        }
    }

    @Test func `escapes what does something instead of showing something`() {
        let escapes: [(String, String)] = [
            ("a\nb", "a\\u{a}b"), ("a\r\nb", "a\\u{d}\\u{a}b"), ("\u{1b}[31mred", "\\u{1b}[31mred"), ("\0", "\\u{0}"),
            ("\u{7f}\u{9b}", "\\u{7f}\\u{9b}"), ("\u{202e}left", "\\u{202e}left"),
            ("\u{2066}\u{2069}", "\\u{2066}\\u{2069}"),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"), ("e\u{301}\u{8}", "e\u{301}\\u{8}"),
        ]
        for (text, plain) in escapes { #expect(ForeignText.plain(text) == plain) }
    }

    @Test func `cuts what is too long, also within a character`() {
        #expect(ForeignText.plain("12345", limit: 5) == "12345")
        #expect(ForeignText.plain("123456", limit: 5) == "12345…")
        let tower = "e" + String(repeating: "\u{301}", count: 1_000_000)
        #expect(ForeignText.plain(tower).unicodeScalars.count == ForeignText.messageLength + 1)
        #expect(ForeignText.plain(String(repeating: "\n", count: 10), limit: 2) == "\\u{a}\\u{a}…")
    }

    /// An error with strings, as a plugin's reply.
    private static func error(_ ordinal: Int32, _ texts: [String], to request: RecordHeader) -> CraftedRecord {
        let bytes = texts.flatMap(\.wireBytes)
        return CraftedRecord(
            header: RecordHeader(
                kind: .error, callID: request.callID, method: UInt16(ordinal), flags: PayloadClass.block.rawValue,
                length: UInt16(bytes.count), credit: 1),
            block: bytes)
    }

    @Test(arguments: [OUTBOARD_ERROR_UNKNOWN_METHOD, OUTBOARD_ERROR_BAD_ARGUMENTS, OUTBOARD_ERROR_BAD_RESULT])
    func `the plugin's words in errors of the runtime are escaped`(_ ordinal: Int32) async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { [Self.error(ordinal, ["forged\n\u{1b}[2J"], to: $0)] }
        let probe = plugin.probe()
        let error = try await Threads.run { Caught.error { try probe.null() } }
        #expect(error?.message.contains("forged\\u{a}\\u{1b}[2J") == true, "\(error?.message ?? "")")
    }

    @Test func `the plugin's own errors are escaped where they arrive as text`() async throws {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        try plugin.respond { [Self.error(OUTBOARD_ERROR_UNDECLARED, ["Evil\n", "\u{9b}31m"], to: $0)] }
        let probe = plugin.probe()
        let error = try await Threads.run { () -> RemoteError? in
            do {
                try probe.null()
                return nil
            } catch {
                return error as? RemoteError
            }
        }
        #expect(error == RemoteError(typeName: "Evil\\u{a}", message: "\\u{9b}31m"))
    }

    @Test func `names in a disagreement and in a violation are escaped`() {
        let mine = ProbeClient.interface.signature
        var theirs = mine
        theirs.name = "Probe\nforged"
        #expect(mine.disagreement(withPlugin: theirs)?.contains("Probe\\u{a}forged") == true)
        theirs = mine
        theirs.methods[0].name = "nu\u{1b}ll()"
        #expect(mine.disagreement(withPlugin: theirs)?.contains("\u{1b}") == false)
        #expect(mine.disagreement(withPlugin: theirs)?.contains("\\u{1b}") == true)
        theirs.methods[0].name = String(repeating: "x", count: 100_000)
        #expect((mine.disagreement(withPlugin: theirs)?.count ?? .max) < 20_000)
        #expect(ProtocolViolation("it said \n").description == "it said \\u{a}")
    }
}
