import Foundation
import Logging
import Outboard
import OutboardSystem

/// A host that has its plugin try what a sandbox forbids.
///
///     SandboxHost LEVEL FIXTURE FOLDER [OPTION=VALUE...] [MODE...]
///
/// FOLDER is the host's to write to. MODE is for the plugin; without one, or with "ready" or "namespaces", it tries
/// everything. Options are users=FIRST-LAST, group=FOLDER, memory=BYTES, threads=NUMBER, processors=NUMBER, processes=yes.
/// Prints what the plugin printed, the sandbox, and how the plugin ended.
@main
struct SandboxHost {
    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 3, let level = PluginSandbox.Level(rawValue: arguments[0]) else { exit(2) }
        let targets = try Targets(in: arguments[2])
        let program = arguments[1]
        arguments.removeFirst(3)
        var options = PluginOptions.defaults
        options.sandbox.level = level
        options.sandbox.required = Self.required(level)
        set(&options.sandbox, arguments.filter { $0.contains("=") })
        let mode = arguments.filter { !$0.contains("=") }
        if mode.isEmpty || mode == ["namespaces"] || mode == ["ready"] {
            options.arguments = ["\(getpid())", targets.secret, targets.readable, targets.writable] + mode
        } else {
            options.arguments = mode
        }
        // A plugin that is ready has no more calls than a plugin without grants.
        if mode != ["ready"] { options.sandbox.grants += [.read(targets.readable), .write(targets.writable)] }
        options.logger = Logger(label: "sandbox") { _ in Printer() }
        options.logger.logLevel = .debug
        options.startTimeout = .seconds(60)
        do {
            _ = try PluginHandle.startBlocking(at: program, options: options)
        } catch {
            // It never shakes hands.
            print("ended: \(error)")
            // Lines are delivered on a thread of their own, and what is left of a plugin is collected on another.
            Thread.sleep(forTimeInterval: 0.3)
        }
    }

    /// What has to be there for what is tried: every layer that a level has on this machine.
    private static func required(_ level: PluginSandbox.Level) -> Set<SandboxLayer> {
        var baseline: Set<SandboxLayer> = [.privileges, .capabilities, .limits, .files, .systemCalls]
        if LandlockRules.knowsTCP { baseline.insert(.tcp) }
        if LandlockRules.knowsScopes { baseline.insert(.scopes) }
        guard level >= .namespaces else { return baseline }
        return baseline.union([.processNamespace, .fileNamespace, .networkNamespace, .ipcNamespace])
    }

    private static func set(_ sandbox: inout PluginSandbox, _ options: [String]) {
        for option in options {
            let parts = option.split(separator: "=").map(String.init)
            switch parts[0] {
            case "users":
                let ends = parts[1].split(separator: "-").compactMap { UInt32($0) }
                sandbox.users = ends[0]...ends[1]
                sandbox.required.insert(.ownUser)
            case "group":
                sandbox.controlGroup = parts[1]
                sandbox.required.insert(.controlGroup)
            case "memory": sandbox.memoryLimit = Int(parts[1])
            case "threads": sandbox.threadLimit = Int(parts[1])
            case "processors": sandbox.processorLimit = Double(parts[1])
            case "processes": sandbox.grants.append(.processes)
            default: exit(2)
            }
        }
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
