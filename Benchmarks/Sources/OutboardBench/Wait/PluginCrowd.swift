internal import BenchInterface
internal import Glibc
internal import Outboard

/// Many plugins of one kind.
final class PluginCrowd {
    let plugins: [PluginHandle]
    let clients: [BenchClient]

    /// Starts them, one after the other.
    init(_ count: Int, waiting: WaitPolicy) throws {
        let path = "/dev/shm/outboard-bench-\(getpid())-\(MonotonicTime.now())"
        let area = try SharedArea(creating: path)
        defer {
            unsafe unlink(path)
            _ = area
        }
        let program = try BenchPair.program()
        plugins = try (0..<count).map { _ in
            try PluginHandle.startBlocking(
                at: program, configuration: BenchConfiguration(path: path, sharesProcessor: true),
                options: .defaults { options in
                    options.arguments = ["core"]
                    options.sandbox = BenchPair.sandbox
                    options.waiting = waiting
                })
        }
        clients = try plugins.map { try $0.client(BenchClient.self) }
    }

    /// Their processes.
    var processIDs: [Int32] { plugins.map(\.processID) }
    /// What their host waits with.
    var backend: String { plugins.first?.waitBackend.rawValue ?? "" }

    /// Ends them.
    func stop() {
        for plugin in plugins { plugin.kill() }
        for plugin in plugins { plugin.stopBlocking() }
    }
}
