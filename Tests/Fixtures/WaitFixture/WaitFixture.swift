import ForbiddenCalls
import Glibc
import Logging
import Outboard
import ProbeInterface
import Synchronization

/// A host that says what it waits with.
///
/// `WaitFixture PLUGIN [forbid CALL ERRNO] [memlock BYTES] [later CALL ERRNO]`
///
/// It puts itself under these limits, `later` once the plugin runs, starts the plugin twice and calls it. Output: lines
/// of "log LEVEL TEXT", "backend NAME", "answer TEXT", "error CODE TEXT".
@main
struct WaitFixture {
    static func main() async {
        var words = CommandLine.arguments.dropFirst()
        let path = words.removeFirst()
        var later: (call: Int32, error: Int32)?
        while let word = words.popFirst() {
            let numbers = words.prefix(word == "memlock" ? 1 : 2).map { Int32($0) ?? 0 }
            words = words.dropFirst(numbers.count)
            switch word {
            case "forbid": check(forbid_call(numbers[0], numbers[1]))
            case "memlock": check(limit_locked_memory(UInt(numbers[0])))
            default: later = (numbers[0], numbers[1])
            }
        }
        do {
            for round in 1...2 {
                try await use(path, later)
                later = nil
                // The log arrives on a thread of its own.
                await wait { PrintedLog.ends.load(ordering: .relaxed) == round }
            }
        } catch let error as OutboardError {
            print("error", error.code, error.message)
        } catch {
            print("error", error)
        }
    }

    /// Waits up to ten seconds.
    private static func wait(until isDone: @Sendable () -> Bool) async {
        for _ in 0..<1000 where !isDone() { try? await Task.sleep(for: .milliseconds(10)) }
    }

    private static func use(_ path: String, _ later: (call: Int32, error: Int32)?) async throws {
        let options = PluginOptions.defaults { $0.logger = Logger(label: "waiting") { _ in PrintedLog() } }
        try await withPlugin(at: path, configuration: ProbeConfiguration(), options: options) { plugin in
            print("backend", plugin.waitBackend)
            let probe = try plugin.client(ProbeClient.self)
            if let later {
                check(forbid_call(later.call, later.error))
                print("answer", try await probe.echoLater("too", milliseconds: 1))
                // The waiting thread delivers the answer first, and then waits again.
                await wait { plugin.waitBackend == .epoll }
                print("backend", plugin.waitBackend)
            }
            print("answer", try await probe.echoLater("late", milliseconds: 1))
            print("answer", try probe.sum(1, 2))
        }
    }

    private static func check(_ result: Int32) {
        guard result == 0 else {
            print("unsupported", result)
            exit(0)
        }
    }
}

/// Prints what is logged, at every level.
struct PrintedLog: LogHandler {
    /// How many plugins' ends were logged.
    static let ends = Atomic<Int>(0)

    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .debug

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        print("log", event.level, event.message)
        if event.message.description.hasSuffix("was stopped by the host") { Self.ends.add(1, ordering: .relaxed) }
    }
}
