internal import OutboardCore

/// What goes wrong in a real plugin's process, for tests of the host that calls it.
///
/// The plugin's program is the one that users get. It is told by its environment:
///
/// ```swift
/// let faults = PluginFaults().kill(atCall: 3).delay(atCall: 5, by: .milliseconds(200))
/// let options = PluginOptions.defaults { $0.environment = faults.environment }
/// try await withPlugin(at: "/usr/lib/app/speller", options: options) { plugin in … }
/// ```
///
/// Calls are counted from 1 in each process, whoever makes them and on whatever lane, so that a plugin that was started
/// again counts anew. Plugins that are built with `OutboardPlugin` understand it.
public struct PluginFaults: Hashable, Sendable {
    private var faults: [InjectedFault] = []

    /// No faults.
    public init() {}

    /// The process is killed when it gets a call, before it runs the method.
    public func kill(atCall call: Int) -> PluginFaults { adding(.kill, call) }

    /// The process is stopped when it gets a call, and neither answers nor ends, until it gets SIGCONT or is killed.
    public func stop(atCall call: Int) -> PluginFaults { adding(.stop, call) }

    /// A call is not run and never answered, as if the plugin had forgotten it.
    public func drop(atCall call: Int) -> PluginFaults { adding(.drop, call) }

    /// A call is run some time later, and keeps its lane until then.
    public func delay(atCall call: Int, by delay: Duration) -> PluginFaults {
        let parts = delay.components
        let seconds = UInt64(clamping: max(0, parts.seconds))
        let time = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let nanoseconds = UInt64(clamping: max(0, parts.attoseconds / 1_000_000_000))
        return adding(.delay(time.overflow ? .max : time.partialValue &+ nanoseconds), call)
    }

    private func adding(_ kind: InjectedFault.Kind, _ call: Int) -> PluginFaults {
        var result = self
        result.faults.append(InjectedFault(kind, call: UInt64(clamping: call)))
        return result
    }

    /// The variable that tells the plugin, for the environment of its options.
    public var environment: [String: String] {
        [InjectedFault.variable: faults.map(\.text).joined(separator: ",")]
    }
}
