import Glibc
import Logging
import Outboard
import ShelfInterface

/// A host that hands its plugin over, or takes one over.
///
/// Prints what happens, and what the plugin logs and prints.
///
///     UpgradeHost execute PLUGIN [NEXT]     hands over to itself, executed in its place
///     UpgradeHost send PLUGIN SOCKET        hands over to a process at the other end of a socket, and ends
///     UpgradeHost drop PLUGIN               hands over to nobody, and ends without a word
///     UpgradeHost receive SOCKET            takes over what comes over a socket, and stays
///     UpgradeHost resume COUNT [NEXT]       is what `execute` executes
///     UpgradeHost supervise PLUGIN          supervises one, and hands over to itself, executed in its place
///     UpgradeHost continue                  is what that executes
///     UpgradeHost restart SOCKET DIGEST     takes over what comes over a socket, and kills it when it is told to
///
/// NEXT is what it does afterwards instead of ending: "stay", or do the same "again"; "refused" tries that and says why not.
@main
struct UpgradeHost {
    static func main() async throws {
        let arguments = CommandLine.arguments
        switch arguments[1] {
        case "execute":
            try await giveUp(arguments[2], .programInPlace) { handover, count in
                try PluginHandover.execute(
                    arguments[0], arguments: ["resume", "\(count)"] + arguments.dropFirst(3), handing: [handover])
            }
        case "send":
            try await giveUp(arguments[2], .anotherProcess) { handover, _ in
                try handover.send(over: Int32(arguments[3])!)
            }
        case "drop":
            try await giveUp(arguments[2], .anotherProcess) { _, _ in _exit(0) }
        case "receive":
            try await goOn(try PluginHandover.receive(from: Int32(arguments[2])!), count: nil, "stay")
        case "supervise": try await Supervision.giveUp(arguments[2])
        case "continue": try await Supervision.goOn()
        case "restart": try await Supervision.restart(Int32(arguments[2])!, ProgramDigest(sha256: arguments[3])!)
        default:
            let found = try PluginHandover.inherited()
            guard found.count == 1, getenv(PluginHandover.variable) == nil else { exit(2) }
            try await goOn(found[0], count: Int(arguments[2])!, arguments.dropFirst(3).first)
        }
    }

    /// Prints at once.
    static func say(_ text: String) {
        let line = text + "\n"
        _ = line.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
    }

    static var options: PluginOptions {
        .defaults {
            $0.logger = Logger(label: "upgrade") { _ in Printer() }
            // To go in place once it need not.
            let arguments = CommandLine.arguments
            $0.sandbox.mayOutliveHost = !["execute", "supervise"].contains(arguments[1]) || arguments.last == "again"
            $0.startTimeout = .seconds(120)
            $0.callTimeout = .seconds(60)
        }
    }

    /// Starts a plugin and gives it up while it is called.
    private static func giveUp(
        _ path: String, _ successor: PluginHandover.Successor, _ use: @Sendable (PluginHandover, Int) throws -> Void
    ) async throws {
        let plugin = try await PluginHandle.start(
            at: path, configuration: ShelfConfiguration(label: "ticking"), options: options)
        let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "second"))
        _ = try instance.client(ShelfClient.self).put("kept")
        say("process \(plugin.processID) of \(getpid())")
        let load = Load(try plugin.client(ShelfClient.self), threads: 3)
        usleep(200_000)
        let handover = try await plugin.handOver(to: successor)
        let counts = load.finish()
        say("first answered \(counts.answered) refused \(counts.refused) other \(counts.others)")
        withExtendedLifetime(instance) {}
        try use(handover, counts.answered)
    }

    /// Takes a plugin over and calls it.
    private static func goOn(_ handover: PluginHandover, count: Int?, _ next: String?) async throws {
        let plugin = try await PluginHandle.takeOver(handover, options: options)
        let shelf = try plugin.client(ShelfClient.self)
        let known = try shelf.items().count
        say("process \(plugin.processID) of \(getpid()) has \(known) of \(count ?? known)")
        let instances = plugin.takeInstances()
        say("instances \(try instances.map { try $0.client(ShelfClient.self).items() })")
        say("sandboxed \(plugin.sandboxReport.applied.contains(.systemCalls))")
        let load = Load(shelf, threads: 3)
        usleep(100_000)
        load.stop()
        let counts = load.finish()
        let all = try shelf.items().count
        say("second answered \(all - known == counts.answered) refused \(counts.refused) other \(counts.others)")
        say("resumed")
        switch next {
        case "stay": while true { pause() }
        case "again":
            let handover = try await plugin.handOver(to: .programInPlace)
            withExtendedLifetime(instances) {}
            // What the variable said to an earlier program counts no longer, whoever passes it on.
            try PluginHandover.execute(
                CommandLine.arguments[0], arguments: ["resume", "\(all)"],
                environment: [PluginHandover.variable: "9:9", "SWIFT_BACKTRACE": "enable=no"], handing: [handover])
        case "refused":
            do {
                _ = try await plugin.handOver(to: .programInPlace)
            } catch {
                say("refused \(error)")
            }
        default: break
        }
        await plugin.stop()
        say("ended \(plugin.fate?.message ?? "")")
        withExtendedLifetime(instances) {}
        // Lines are delivered on a thread of their own.
        usleep(300_000)
    }

    /// Prints at once, for a test to read.
    struct Printer: LogHandler {
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            UpgradeHost.say("\(event.message) \(event.metadata?["number"].map { "\($0)" } ?? "")")
        }
    }
}
