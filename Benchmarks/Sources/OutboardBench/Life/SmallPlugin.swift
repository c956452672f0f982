internal import BenchInterface
internal import Outboard

/// The plugin whose life is measured: it serves ``Bench`` and needs nothing, so that it runs in the sandbox that users get.
enum SmallPlugin {
    /// Starts one.
    static func start() throws -> PluginHandle {
        try PluginHandle.startBlocking(at: try program)
    }

    /// Starts one that is started again, at once, whenever it dies.
    static func startSupervised() throws -> SupervisedPlugin {
        var restart = RestartPolicy.always
        restart.initialDelay = .zero
        restart.maximumDelay = .zero
        restart.maximumRestarts = .max
        return try SupervisedPlugin.startBlocking(at: try program, restart: restart)
    }

    private static var program: String {
        get throws { try BenchPair.program("outboard-bench-small") }
    }
}
