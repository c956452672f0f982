import Glibc
import Outboard
import ShelfInterface

/// Hosts that supervise the plugin that they hand over or take over.
enum Supervision {
    private static var options: PluginOptions {
        var options = UpgradeHost.options
        options.crashHandler = { report in
            UpgradeHost.say(
                "crashed generation=\(report.generation) restarts=\(report.restarts) records=\(report.lastRecords.count) "
                    + report.cause)
        }
        return options
    }

    /// A restart more, and the plugin is given up.
    private static var policy: RestartPolicy {
        var policy = RestartPolicy.onFailure
        policy.maximumRestarts = 2
        policy.window = .seconds(3600)
        return policy
    }

    private static func show(_ plugin: SupervisedPlugin) {
        UpgradeHost.say(
            "\(plugin.state) process \(plugin.processID ?? 0) generation \(plugin.generation) restarts \(plugin.restarts)"
        )
    }

    private static func show(_ clients: [ShelfClient]) throws {
        for client in clients {
            let items = try client.items()
            UpgradeHost.say("instance \(try client.label()) has \(items.isEmpty ? "nothing" : items.joined())")
        }
    }

    /// Kills the generation that runs, and waits until the next one can be called, or there is none.
    private static func kill(_ plugin: SupervisedPlugin) async throws {
        let states = plugin.states
        let number = plugin.generation
        Glibc.kill(plugin.processID!, SIGKILL)
        for await state in states {
            if case .failed = state { return }
            // In this order, and not the state that was told: it may be that of the generation before.
            let isNext = plugin.generation > number
            if isNext, case .ready = plugin.state { return }
        }
    }

    /// Has the plugin crash once, and gives it up while it is called.
    static func giveUp(_ path: String) async throws {
        let plugin = try await SupervisedPlugin.start(
            at: path, configuration: ShelfConfiguration(label: "ticking"), options: options, restart: policy)
        let instance = try await plugin.instance(configuration: ShelfConfiguration(label: "second"))
        try await kill(plugin)
        _ = try instance.client(ShelfClient.self).put("kept")
        show(plugin)
        let load = Load(try plugin.client(ShelfClient.self), threads: 3)
        usleep(200_000)
        let handover = try await plugin.handOver(to: .programInPlace)
        let counts = load.finish()
        show(plugin)
        UpgradeHost.say("first answered \(counts.answered) refused \(counts.refused) other \(counts.others)")
        withExtendedLifetime(instance) {}
        try PluginHandover.execute(CommandLine.arguments[0], arguments: ["continue"], handing: [handover])
    }

    /// Takes the plugin over, and has it crash twice.
    static func goOn() async throws {
        let found = try PluginHandover.inherited()
        guard found.count == 1, found[0].isSupervised else { exit(2) }
        let plugin = try await SupervisedPlugin.takeOver(found[0], options: options, restart: policy)
        show(plugin)
        let shelf = try plugin.client(ShelfClient.self)
        let instances = plugin.takeInstances()
        let clients = try instances.map { try $0.client(ShelfClient.self) }
        UpgradeHost.say("has \(try shelf.items().count)")
        try show(clients)
        try await kill(plugin)
        show(plugin)
        // The next generation has the configurations of the host before.
        UpgradeHost.say("again \(try shelf.label()) \(try shelf.items().count)")
        try show(clients)
        try await kill(plugin)
        show(plugin)
        withExtendedLifetime(instances) {}
        await plugin.stop()
        // Lines are delivered on a thread of their own.
        usleep(300_000)
    }

    /// Takes the plugin over, and has it start again.
    static func restart(_ socket: Int32, _ digest: ProgramDigest) async throws {
        let handover = try PluginHandover.receive(from: socket)
        var options = options
        options.digest = digest
        let plugin = try await SupervisedPlugin.takeOver(handover, options: options)
        show(plugin)
        // Until the other end says so.
        var byte: UInt8 = 0
        _ = read(socket, &byte, 1)
        try await kill(plugin)
        show(plugin)
        UpgradeHost.say("label \(try plugin.client(ShelfClient.self).label())")
        await plugin.stop()
    }
}
