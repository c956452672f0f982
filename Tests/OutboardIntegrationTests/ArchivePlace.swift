import ArchiveInterface
import Outboard
import OutboardTesting

/// Where the plugin runs that calls its host back: what host and plugin see is the same.
enum ArchivePlace: CaseIterable, Sendable {
    case inProcess, process

    /// Runs a test with a client that serves nothing, whose time-out only ends what hangs.
    func withClient(_ body: (ArchiveClient) async throws -> Void) async throws {
        switch self {
        case .inProcess:
            let plugin = try InProcessPlugin(
                serving: ArchiveDispatcher(HostArchive()), hostInterfaces: [DocumentsClient.interface], slots: 4)
            defer { plugin.stop() }
            try await body(plugin.client(timeout: .seconds(60)))
        case .process:
            try await withPlugin(at: Self.path, options: Self.options) { plugin in try await body(plugin.client()) }
        }
    }

    static var path: String { Probes.folder + "/ArchivePlugin" }

    static var options: PluginOptions {
        PluginOptions.defaults {
            $0.logger = Probes.quiet.logger
            $0.callTimeout = .seconds(60)
        }
    }

    /// Waits until the plugin has counted so many of an end.
    static func expect(_ client: ArchiveClient, _ end: String, _ count: Int = 1) async throws -> Bool {
        for _ in 0..<6000 {
            if try await PluginPlace.onThread({ try client.counts()[end] ?? 0 }) >= count { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }
}
