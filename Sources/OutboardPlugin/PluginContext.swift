public import Logging
internal import OutboardSystem

/// What code of a plugin can ask its process for.
public enum PluginContext {
    private static let stored = Locked<Logger?>(nil)

    /// The logger of this plugin, labelled with its name: what it logs reaches the host's logger.
    ///
    /// Any other `Logger` of the process does so as well, see ``HostLogHandler``. Costs a lock: keep it, rather than to
    /// ask for it for each record. In a process that is no plugin, such as a test, an ordinary `Logger`.
    public static var logger: Logger {
        stored.withLock { stored in
            if let stored { return stored }
            return Logger(label: "plugin")
        }
    }

    /// Names the plugin, once logging is set up.
    static func setUp(name: String) {
        let logger = Logger(label: name)
        stored.withLock { $0 = logger }
    }
}
