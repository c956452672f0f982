import Glibc
import Outboard
import ProbeInterface
import Testing

/// What the tests of supervised plugins share.
enum Supervised {
    /// Restarts that wait for nothing and never run out.
    static var tireless: RestartPolicy {
        var policy = RestartPolicy.always
        policy.initialDelay = .zero
        policy.maximumRestarts = .max
        return policy
    }

    /// Restarts of which the second in a row waits for ever, as far as a test can tell.
    static var once: RestartPolicy {
        var policy = RestartPolicy.onFailure
        policy.initialDelay = .seconds(3600)
        policy.maximumDelay = .seconds(3600)
        return policy
    }

    /// Starts a probe.
    static func probe(
        _ restart: RestartPolicy, _ configuration: ProbeConfiguration = ProbeConfiguration(),
        at path: String = Probes.path, _ change: (inout PluginOptions) -> Void = { _ in }
    ) -> SupervisedPlugin {
        var options = Probes.quiet
        options.callTimeout = .seconds(60)
        options.stopGrace = .milliseconds(500)
        change(&options)
        return SupervisedPlugin(at: path, configuration: configuration, options: options, restart: restart)
    }

    /// Kills the generation that runs and waits until its end is known.
    static func kill(_ plugin: SupervisedPlugin) async throws {
        let states = plugin.states
        guard let process = plugin.processID else { throw ProbeError(reason: "no process") }
        Glibc.kill(process, SIGKILL)
        for await state in states {
            if case .crashed = state { return }
        }
    }

    /// Waits until the plugin is in a state.
    static func wait(_ plugin: SupervisedPlugin, _ isReached: (PluginState) -> Bool) async {
        for await state in plugin.states where isReached(state) { return }
    }

    /// The name of a state.
    static func name(_ state: PluginState) -> String {
        switch state {
        case .idle: "idle"
        case .starting: "starting"
        case .ready: "ready"
        case .draining: "draining"
        case .stopped: "stopped"
        case .crashed: "crashed"
        case .backingOff: "backing off"
        case .failed: "failed"
        }
    }

    /// Collects the names of all states until the plugin has ended for good.
    static func follow(_ plugin: SupervisedPlugin) -> Task<[String], Never> {
        let states = plugin.states
        return Task {
            var names: [String] = []
            for await state in states { names.append(name(state)) }
            return names
        }
    }
}
