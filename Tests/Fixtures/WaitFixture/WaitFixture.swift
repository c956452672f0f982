import ForbiddenCalls
import Glibc
import Logging
import Outboard
import ProbeInterface
import Synchronization

/// A host that says what it waits with.
///
/// `WaitFixture PLUGIN [forbid CALL ERRNO] [memlock BYTES] [later CALL ERRNO] [idle] [times]`
///
/// It puts itself under these limits, `later` once the plugin runs, starts the plugin twice and calls it. With `idle` it
/// calls it with every policy, then not for a second. Output: lines of "log LEVEL TEXT", "backend NAME", "answer TEXT",
/// "sum NUMBER" for all calls of a policy, "used HOST PLUGIN", in hundredths of a second, "waiting TEXT", "error CODE TEXT".
/// With `times` it makes calls whose time is up, and calls whose time is not: "late CODE" and "early NUMBER" for each.
@main
struct WaitFixture {
    static func main() async {
        var words = CommandLine.arguments.dropFirst()
        let path = words.removeFirst()
        var later: (call: Int32, error: Int32)?
        var isIdle = false
        var isTimed = false
        while let word = words.popFirst() {
            let numbers = words.prefix(["idle", "times"].contains(word) ? 0 : word == "memlock" ? 1 : 2).map {
                Int32($0) ?? 0
            }
            words = words.dropFirst(numbers.count)
            switch word {
            case "forbid": check(forbid_call(numbers[0], numbers[1]))
            case "memlock": check(limit_locked_memory(UInt(numbers[0])))
            case "idle": isIdle = true
            case "times": isTimed = true
            default: later = (numbers[0], numbers[1])
            }
        }
        do {
            for round in 1...2 {
                try await use(path, later, isIdle, isTimed)
                later = nil
                isIdle = false
                isTimed = false
                // The log arrives on a thread of its own.
                await wait { PrintedLog.ends.load(ordering: .relaxed) == round }
            }
        } catch let error as OutboardError {
            print("error", error.code, error.message)
        } catch {
            print("error", error)
        }
    }

    /// Waits up to a minute.
    private static func wait(until isDone: @Sendable () -> Bool) async {
        for _ in 0..<6000 where !isDone() { try? await Task.sleep(for: .milliseconds(10)) }
    }

    private static func use(
        _ path: String, _ later: (call: Int32, error: Int32)?, _ isIdle: Bool, _ isTimed: Bool
    ) async throws {
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
            if isIdle { try await idle(plugin, probe) }
            if isTimed { try await timed(probe) }
        }
    }

    private static func idle(_ plugin: PluginHandle, _ probe: ProbeClient) async throws {
        for policy in [WaitPolicy.adaptive, .park, .handoff, .spin] {
            let client = probe.waiting(policy)
            print("sum", try (0..<200).reduce(0) { $0 + (try client.sum($1, 0)) })
        }
        await wait { plugin.waiting.calibration != nil }
        let before = (used("self"), used("\(plugin.processID)"))
        try await Task.sleep(for: .seconds(1))
        print("used", used("self") - before.0, used("\(plugin.processID)") - before.1)
        print("waiting", plugin.waiting)
    }

    private static func timed(_ probe: ProbeClient) async throws {
        func code(_ error: any Error) -> String { (error as? OutboardError).map { "\($0.code)" } ?? "\(error)" }
        for hasty in [probe.timeout(.milliseconds(300)), probe.deadline(in: .milliseconds(300))] {
            do { try hasty.sleep(milliseconds: 1500) } catch { print("late", code(error)) }
            do { try await hasty.failLater(milliseconds: 1500) } catch { print("late", code(error)) }
        }
        // What was given up ends, so that nothing holds up the plugin's own end.
        try await Task.sleep(for: .seconds(2))
        for patient in [probe.timeout(.seconds(60)), probe.deadline(in: .seconds(60))] {
            do { print("early", try patient.sum(1, 1)) } catch { print("early", code(error)) }
            do { print("early", try await patient.echoLater("2", milliseconds: 50)) } catch {
                print("early", code(error))
            }
        }
    }

    /// What a process has used of processors, in hundredths of a second.
    private static func used(_ process: String) -> Int {
        guard let file = fopen("/proc/\(process)/stat", "r") else { return 0 }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = fread(&bytes, 1, bytes.count, file)
        // Fields 14 and 15, counted after the name, which may contain anything.
        let fields = String(decoding: bytes[..<count], as: UTF8.self).split(separator: ")").last?.split(separator: " ")
        return (fields?[11...12] ?? []).compactMap { Int($0) }.reduce(0, +)
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
