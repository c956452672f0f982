internal import COutboard
internal import Glibc

/// The environment of a plugin: what was asked for and the few things that every program needs, nothing else.
struct LaunchEnvironment {
    /// The entries, as `NAME=value`.
    let entries: [String]

    init(_ options: PluginOptions) {
        var variables = [
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            // A Swift trap must end the process at once: a backtrace would keep every caller waiting for seconds.
            "SWIFT_BACKTRACE": "enable=no",
        ]
        for name in options.inheritedEnvironment {
            if let value = unsafe getenv(name) { variables[name] = unsafe String(cString: value) }
        }
        variables.merge(options.environment) { _, explicit in explicit }
        variables[OUTBOARD_ENVIRONMENT_MARK] = String(OUTBOARD_ABI_VERSION)
        self.entries = variables.map { "\($0.key)=\($0.value)" }.sorted()
    }
}
