internal import OutboardCore
internal import OutboardSystem

/// A running plugin on its way from one host to the next.
///
/// ```swift
/// // The old host
/// let handover = try await plugin.handOver(to: .programInPlace)
/// try PluginHandover.execute("/usr/lib/app/host", arguments: ["--resume"], handing: [handover])
///
/// // The new one
/// for handover in try PluginHandover.inherited() {
///     let plugin = try await PluginHandle.takeOver(handover)
/// }
/// ```
///
/// The plugin's process goes on meanwhile with what it does on its own, and what it logs and prints is kept for the next host.
/// It is the plugin's life: when the last value or descriptor that stands for it goes, and no host has taken it over, the plugin
/// ends. Can be used from any thread. See <doc:UpgradingTheHost>.
public final class PluginHandover: Sendable {
    /// Who the next host is.
    public enum Successor: Sendable, Hashable {
        /// The program that is executed in the place of this one, see ``PluginHandover/execute(_:arguments:environment:handing:)``.
        ///
        /// The kernel goes on to end the plugin with this process. This process can take it back. A plugin that came in place
        /// itself gives up the signal for that, as for ``anotherProcess``: the thread to which it is bound ends.
        case programInPlace
        /// Another process, which gets it over a socket, see ``PluginHandover/send(over:)``; or this one again.
        ///
        /// The plugin gives up the signal by which it ends with this process, and ends with its control socket instead. Where it
        /// is sandboxed this takes ``PluginSandbox/mayOutliveHost``.
        case anotherProcess
    }

    let record: HandoverRecord
    /// Nothing while somebody gives it away, and from then on.
    private let files: Locked<HandoverFiles?>

    init(_ files: HandoverFiles, _ record: HandoverRecord) {
        self.files = Locked(files)
        self.record = record
    }

    /// The name that the plugin had in errors and logs.
    public var name: String { record.name }
    /// Whether it was a ``SupervisedPlugin``, and can be one again: ``SupervisedPlugin/takeOver(_:options:restart:)``.
    public var isSupervised: Bool { record.supervision != nil }
    /// The number of its process, for people.
    public var processID: Int32 { record.processID }

    deinit {
        if let files = files.withLock({ $0 }) { HandedOverChild.end(files, record) }
    }

    /// Takes out what stands for the plugin, to give it away: one caller gets it, however many try.
    ///
    /// Whoever has not given it away after all puts it back with ``restore(_:)``.
    ///
    /// - Throws: `OutboardError` with the code `invalidConfiguration` for everybody else.
    func claim() throws(OutboardError) -> HandoverFiles {
        guard let files = files.withLock({ $0.take() }) else {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "plugin \(name) has been given to a host already, or is just being given to one: "
                    + "a handover is good for one host")
        }
        return files
    }

    /// Whether nobody can take it over any more: it was given away, or its process has ended.
    var isGone: Bool {
        guard let files = files.withLock({ $0 }) else { return true }
        return files.hasEnded
    }

    /// Puts back what ``claim()`` has returned.
    func restore(_ claimed: HandoverFiles) { files.withLock { $0 = claimed } }
}
