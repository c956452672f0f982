import Foundation
import Logging
import Outboard

/// A host that has its plugin try what a sandbox forbids.
///
///     SandboxHost LEVEL FIXTURE FOLDER [foreign]
///
///     SandboxHost LEVEL PROGRAM starts COUNT
///
/// FOLDER is the host's to write to. The second form prints how long the median start of a plugin takes. The first prints
/// what the plugin printed, the sandbox, and how the plugin ended.
@main
struct SandboxHost {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let level = PluginSandbox.Level(rawValue: arguments[1]) else { exit(2) }
        if arguments[3] == "starts" { return try measure(level, arguments[2], Int(arguments[4]) ?? 100) }
        let targets = try Targets(in: arguments[3])
        var options = PluginOptions.defaults
        options.arguments =
            arguments.count > 4 ? [arguments[4]] : [targets.secret, targets.readable, targets.writable]
        options.sandbox.level = level
        options.sandbox.grants = [.read(targets.readable), .write(targets.writable)]
        options.sandbox.required = Set(SandboxLayer.allCases).subtracting([.hiddenHost])
        options.logger = Logger(label: "sandbox") { _ in Printer() }
        options.logger.logLevel = .debug
        do {
            _ = try PluginHandle.startBlocking(at: arguments[2], options: options)
        } catch {
            // It never shakes hands.
            print("ended: \(error)")
            // Lines are delivered on a thread of their own.
            Thread.sleep(forTimeInterval: 0.3)
        }
    }

    /// Starts a plugin many times.
    private static func measure(_ level: PluginSandbox.Level, _ program: String, _ count: Int) throws {
        var options = PluginOptions.defaults
        options.sandbox.level = level
        let clock = ContinuousClock()
        let times = try (0..<count).map { _ in
            let start = clock.now
            let plugin = try PluginHandle.startBlocking(at: program, options: options)
            let took = clock.now - start
            plugin.stopBlocking()
            return took
        }
        print("\(level): \(times.sorted()[count / 2])")
    }

    /// What the plugin tries it on.
    struct Targets {
        let secret: String
        let readable: String
        let writable: String

        init(in folder: String) throws {
            secret = folder + "/secret"
            readable = folder + "/readable"
            writable = folder + "/writable"
            let files = FileManager.default
            for path in [readable, writable] {
                try files.createDirectory(atPath: path, withIntermediateDirectories: true)
            }
            for path in [secret, readable + "/file"] {
                _ = files.createFile(
                    atPath: path, contents: Data("secret".utf8), attributes: [.posixPermissions: 0o755])
            }
        }
    }

    /// Prints at once: the plugin's last words matter.
    struct Printer: LogHandler {
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.debug

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { print(event.message) }
    }
}
