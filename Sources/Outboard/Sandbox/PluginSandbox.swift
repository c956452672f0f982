internal import Glibc

/// What a plugin is kept from doing, and what it may do all the same.
///
/// ```swift
/// options.sandbox.grants = [.read("/etc/app/users.json"), .network]
/// options.sandbox.required = [.files, .systemCalls, .scopes]
/// ```
///
/// A plugin always has its program, the shared libraries of the system, of the host's Swift and beside its program, the
/// time zones, and what every program reads about the machine it runs on. It has no other file, no network, no further
/// process, no capability, and it can do nothing to a process outside.
public struct PluginSandbox: Sendable {
    /// How much of a sandbox there is.
    public enum Level: String, Sendable, Hashable, Comparable, CaseIterable {
        /// None, for debugging and for programs that confine a plugin themselves: it may do what its host's user may.
        case none
        /// All layers that the machine has and that take no privilege.
        case baseline

        /// Whether the left one keeps a plugin from less.
        public static func < (left: Level, right: Level) -> Bool { left == .none && right != .none }
    }

    /// How much of a sandbox there is.
    ///
    /// By default ``Level/baseline``. The environment variable `OUTBOARD_SANDBOX` of the host, if it says `none`, makes
    /// ``Level/none`` the default instead: for debuggers, and for sanitizers that need more than a plugin may have.
    public var level: Level
    /// The layers without which the plugin is not started; looked at unless the level is ``Level/none``.
    ///
    /// By default ``SandboxLayer/files`` and ``SandboxLayer/systemCalls``, which every machine has whose kernel was
    /// built with Landlock and seccomp. Others are applied where the machine has them, and
    /// ``PluginHandle/sandboxReport`` says which those were.
    public var required: Set<SandboxLayer> = [.files, .systemCalls]
    /// What the plugin may do all the same.
    ///
    /// By default nothing. A path is looked up when the plugin is started, and must exist then.
    public var grants: [SandboxGrant] = []
    /// How many descriptors the plugin may have, besides those that every plugin gets.
    ///
    /// By default 256.
    public var openFilesLimit = 256
    /// How many bytes the plugin's heap and other private memory may grow to (`RLIMIT_DATA`).
    ///
    /// By default `nil`: no limit.
    public var memoryLimit: Int?
    /// Whether the host's memory, descriptors and environment are closed to other processes of its user as well.
    ///
    /// For the host's whole life, and for all processes: it dumps no core then, and neither debuggers nor profilers can
    /// attach to it. The sandbox keeps plugins away from them in any case. By default `nil`: only where the kernel has
    /// no Landlock.
    public var hidesHost: Bool?

    /// A sandbox with the defaults described above.
    public init() {
        level = Self.isOffByDefault ? .none : .baseline
    }

    /// No sandbox.
    public static var none: PluginSandbox {
        var sandbox = PluginSandbox()
        sandbox.level = .none
        return sandbox
    }

    /// A sandbox with these grants, and otherwise the defaults.
    public static func granting(_ grants: SandboxGrant...) -> PluginSandbox {
        var sandbox = PluginSandbox()
        sandbox.grants = grants
        return sandbox
    }

    private static let isOffByDefault = unsafe getenv("OUTBOARD_SANDBOX").map { unsafe String(cString: $0) } == "none"
}
