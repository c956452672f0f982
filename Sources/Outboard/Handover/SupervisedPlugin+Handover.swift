extension SupervisedPlugin {
    /// Gives the running plugin up to another host, which goes on with its process and supervises it.
    ///
    /// As ``PluginHandle/handOver(to:within:)``, and the next host gets the configuration as well, those of the instances, what
    /// counts of the restarts so far, and the sealed copy of the program where there is a ``PluginOptions/digest``. Afterwards
    /// this plugin is ``PluginState/stopped``, and calls of its clients fail with `notSent`. Until then it is supervised here:
    /// one that dies meanwhile is started again. Can be called from any thread or task; suspends the task.
    ///
    /// - Parameters:
    ///   - successor: Who the next host is.
    ///   - patience: How long to wait for the calls in flight; by default ``PluginOptions/drainGrace``.
    /// - Returns: What stands for the plugin: hand it on, or take it over again with ``takeOver(_:options:restart:)``.
    /// - Throws: `OutboardError`, and the plugin goes on as before: those of ``PluginHandle/handOver(to:within:)``; `notSent` if
    ///   it does not run at the moment, which leaves nothing to hand over; `busy` also while it is reloaded.
    public func handOver(
        to successor: PluginHandover.Successor, within patience: Duration? = nil
    ) async throws -> PluginHandover {
        try await supervisor.handOver(to: successor, within: patience)
    }

    /// Takes over a supervised plugin that another host, or this one, has given up, and waits until it can be called.
    ///
    /// Its process, configuration and instances stay, see ``takeInstances()``. Generations and restarts are counted on, also for
    /// the budget of the policy. One that has died on its way is an end like any other: it is started again if the policy says
    /// so, from the path from which it was started. Can be called from any thread or task, and of several callers one gets the
    /// plugin; suspends the task.
    ///
    /// - Parameters:
    ///   - handover: What stands for it.
    ///   - options: How each generation is started, called and stopped. What they say about starting a program and about its sandbox
    ///     counts from the next generation on. Whether there is a log ring must be as before.
    ///   - restart: When and how often it is started again.
    /// - Returns: The plugin, which runs.
    /// - Throws: `OutboardError`: `invalidConfiguration`, and the handover can be used again, unless somebody else has given it to a
    ///   host; `startFailed` if this host could not make what it takes. The errors of ``waitUntilReady()``; nothing of the plugin is
    ///   left then.
    public static func takeOver(
        _ handover: PluginHandover, options: PluginOptions = .defaults, restart: RestartPolicy = .onFailure
    ) async throws -> SupervisedPlugin {
        let (supervisor, taken) = try Supervisor.takeOver(handover, options, restart)
        let plugin = SupervisedPlugin(supervisor, taken: taken)
        try await plugin.waitUntilReady()
        return plugin
    }

    /// The further instances that the plugin had when it was taken over, in the order in which they were made.
    ///
    /// Once: whoever has them owns them, and one that nobody asks for is made by every generation until the plugin is stopped.
    /// Empty afterwards, and for a plugin that this host has started. Can be called from any thread; does not wait.
    public func takeInstances() -> [PluginInstance] {
        supervisor.takeInheritedInstances().map { PluginInstance(supervisor, $0) }
    }
}
