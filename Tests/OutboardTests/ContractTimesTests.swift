import Foundation
import Testing

@testable import Outboard

/// `docs/abi.md` says how long a host waits, and the code has the numbers.
@Suite("The times on the page of the contract")
struct ContractTimesTests {
    private static let page: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let page = root.deletingLastPathComponent().appending(path: "docs/abi.md")
        // A rule may be broken into lines anywhere.
        return ((try? String(contentsOf: page, encoding: .utf8)) ?? "")
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }()

    @Test("They are those of the code")
    func times() {
        let options = PluginOptions.defaults
        let milliseconds = Int(options.terminationGrace / .milliseconds(1))
        let stop =
            "sends `SIGTERM` after its grace period (\(options.stopGrace.components.seconds) s) "
            + "and `SIGKILL` to the process group \(milliseconds) ms later"
        let phrases = [
            stop, "it has \(Generation.hangUpGrace.components.seconds) s to exit",
            "the host's time limit for a start (\(options.startTimeout.components.seconds) s by default)",
        ]
        for phrase in phrases { #expect(Self.page.contains(phrase), "\(phrase)") }
    }
}
