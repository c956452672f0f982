internal import Glibc

/// What a plugin is kept from doing, and what it may do all the same.
///
/// ```swift
/// options.sandbox.grants = [.read("/etc/app/users.json"), .network]
/// options.sandbox.required = [.files, .systemCalls, .scopes]
/// ```
///
/// A plugin always has its program, the shared libraries of the system, of the host's Swift and beside its program, the
/// files of time zones, and what every program reads about the machine it runs on. It has no other file, no network, no further
/// process, no capability, and it can do nothing to a process outside.
public struct PluginSandbox: Sendable {
    /// How much of a sandbox there is.
    public enum Level: String, Sendable, Hashable, Comparable, CaseIterable {
        /// None, for debugging and for programs that confine a plugin themselves: it may do what its host's user may.
        case none
        /// All layers that the machine has and that take no privilege.
        case baseline
        /// The same, and the namespaces that the machine allows the host to make.
        ///
        /// A plugin has a root of its own then, with what it was granted and nothing else, and starts there, unless its
        /// options say where. A first process, of a few instructions, holds the namespaces.
        case namespaces

        /// Whether the left one keeps a plugin from less.
        public static func < (left: Level, right: Level) -> Bool { left.order < right.order }

        private var order: Int {
            switch self {
            case .none: 0
            case .baseline: 1
            case .namespaces: 2
            }
        }
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
    /// How many bytes of memory the plugin may have.
    ///
    /// With a ``controlGroup`` all memory that it is the first to touch counts, and the kernel kills it when it passes the
    /// limit; the report about its end says so. Otherwise its heap and other private memory (`RLIMIT_DATA`): an allocation
    /// fails then, which ends most programs. By default `nil`: no limit.
    public var memoryLimit: Int?
    /// How many threads the plugin may have, with those of processes that it starts.
    ///
    /// The kernel refuses more where it can count them: in a ``controlGroup``, for a user of its own, and in a namespace for
    /// users. Elsewhere the host looks four times a second at the plugin's process, and kills it for more. By default `nil`:
    /// no limit. Each lane takes a thread, and Swift's pool one for each processor.
    public var threadLimit: Int?
    /// How many processors the plugin may use.
    ///
    /// In a ``controlGroup`` the kernel makes it wait for the rest of each tenth of a second in which it has used them up.
    /// Elsewhere the host looks four times a second at the plugin's process, and kills it if it has used more over five
    /// seconds. By default `nil`: no limit.
    public var processorLimit: Double?
    /// The folder of a control group (version 2) in which the host may make one for the plugin, such as
    /// "/sys/fs/cgroup/system.slice/app.service".
    ///
    /// It must have no process itself: with systemd, set `Delegate=yes` and `DelegateSubgroup=host` in the host's unit. By
    /// default `nil`: plugins are in the host's group.
    public var controlGroup: String?
    /// User numbers that nobody else has, of which the plugin becomes one, with the group of the same number and no other.
    ///
    /// Takes a host of root. The plugin's program, its libraries and what it is granted have to be open to everybody, or to
    /// these users. Give each host numbers of its own. By default `nil`: the plugin has the host's user.
    public var users: ClosedRange<UInt32>?
    /// Which system calls the plugin keeps when it is ready.
    ///
    /// By default ``ReadyCalls/few``: code that makes a pipe, for example, gets EPERM. ``ReadyCalls/few(and:)`` lets a plugin
    /// have further ones, ``ReadyCalls/unchanged(because:)`` all with which it starts.
    public var readyCalls = ReadyCalls.few
    /// Whether the plugin may give up the signal by which the kernel ends it with its host.
    ///
    /// It takes this to be handed over to another process, or in place more than once, see
    /// ``PluginHandle/handOver(to:within:)``. By default not. A plugin that is malicious has other ways, and can be left over, in
    /// its sandbox, when its host is killed: only ``Level/namespaces`` end it for certain.
    public var mayOutliveHost = false
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
