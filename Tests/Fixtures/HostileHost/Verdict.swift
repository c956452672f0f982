import Foundation
import Outboard

/// What a run came to.
struct Verdict {
    let word: String
    let exitCode: Int32
    let text: String
    private(set) var failures: [String] = []

    /// Buffers, stacks and allocators' reserves; a leak in a loop is more.
    private static let growthLimit = 96 << 20
    /// What of a processor a plugin may cost while nobody calls it.
    ///
    /// Far above what is meant, because the machine of a test has other things to do: what was measured is printed.
    private static let idleLimit = 0.5
    /// The same while a plugin prints and logs as much as it may at once: a debug build takes seconds to handle that, on
    /// one thread.
    private static let loggingLimit = 1.2
    /// What the honest plugin's calls may take of what they took before, and beyond that.
    private static let slowdownLimit = 50.0
    private static let slowdownPatience = Duration.seconds(1)
    /// What of its output and its records is logged at most.
    private static let logLimit = 64 << 20

    /// The machine has no such sandbox.
    init(unavailable reason: String) {
        word = "unavailable"
        exitCode = 77
        text = reason
    }

    /// Judges a run.
    ///
    /// - Parameters:
    ///   - attack: Which attack it was.
    ///   - backend: What the host waited with.
    ///   - quiet: What was seen while the plugin was honest.
    ///   - seen: What was seen while it attacked.
    ///   - idle: What of a processor the host used while nobody was called.
    ///   - held: What the host held before and after.
    ///   - failures: What else was wrong.
    init(
        attack: String, backend: WaitBackend, quiet: Oracle.Seen, seen: Oracle.Seen, idle: Double?,
        held: (before: Holdings, after: Holdings), failures: [String]
    ) {
        var failures = failures
        if let complaint = Expectation.of(attack).complaint(about: seen.outcomes) { failures.append(complaint) }
        if held.after.descriptors > held.before.descriptors || held.after.children > held.before.children
            || held.after.residentBytes - held.before.residentBytes > Self.growthLimit
        {
            let files = held.after.files(beyond: held.before).joined(separator: " ")
            failures.append("held \(held.before) before and \(held.after) after, among that \(files)")
        }
        let (usual, worst) = (quiet.honest.percentile(99), seen.honest.percentile(99))
        let slowdown = usual > .zero ? worst / usual : 0
        if slowdown > Self.slowdownLimit, worst > Self.slowdownPatience {
            failures.append("99 of 100 calls of the honest plugin took up to \(worst), and \(usual) before")
        }
        let idleLimit = attack.hasPrefix("A37") ? Self.loggingLimit : Self.idleLimit
        if let idle, idle > idleLimit { failures.append("it cost \(Int(idle * 100)) % of a processor") }
        if seen.logBytes > Self.logLimit { failures.append("\(seen.logBytes) bytes of it were logged") }
        self.failures = failures
        word = failures.isEmpty ? "ok" : "FAILED"
        exitCode = failures.isEmpty ? 0 : 1
        let outcomes = seen.outcomes.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        text =
            "\(backend): \(outcomes); honest p99 \(Self.milliseconds(worst)) ms of \(seen.honest.count), "
            + "\(Self.milliseconds(usual)) before; idle \(idle.map { "\(Int($0 * 100)) %" } ?? "-"); "
            + "log \(seen.logBytes >> 10) KiB"
    }

    private static func milliseconds(_ duration: Duration) -> String {
        String(format: "%.2f", duration / .milliseconds(1))
    }
}
