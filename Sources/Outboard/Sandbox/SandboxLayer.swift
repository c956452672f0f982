/// One thing that keeps a plugin inside its sandbox.
public enum SandboxLayer: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// No program that it executes gains privileges (`no_new_privs`).
    case privileges
    /// It has no capability, even if its host is root's.
    case capabilities
    /// Descriptors, core dumps, message queues, locked memory and priorities are bounded (setrlimit(2)).
    case limits
    /// It opens only what was granted (Landlock, Linux 5.13).
    case files
    /// It makes no TCP connection and accepts none (Landlock, Linux 6.7).
    case tcp
    /// It sends no signals to, and reaches no abstract socket of, processes outside (Landlock, Linux 6.12).
    case scopes
    /// It has the system calls that a plugin needs, with the arguments that a plugin needs (seccomp).
    case systemCalls
    /// It has given up most of them when it was ready; see ``ReadyCalls``.
    case readyCalls
    /// It sees no process but its own, and all that it starts ends with it (a namespace for process numbers).
    case processNamespace
    /// Its root has nothing but what it was granted (a namespace for mounts).
    case fileNamespace
    /// It has no network device (a namespace for networks).
    case networkNamespace
    /// It shares no System V object and no message queue with others (a namespace for them).
    case ipcNamespace
    /// Its users are not the host's (a namespace for users), which is what lets an ordinary user make the other namespaces.
    case userNamespace
    /// It is a user of its own.
    case ownUser
    /// It is in a control group of its own, which can be killed as a whole.
    case controlGroup
    /// Its memory is bounded by ``PluginSandbox/memoryLimit``.
    case memory
    /// Its threads are bounded by ``PluginSandbox/threadLimit``.
    case threads
    /// Its processor time is bounded by ``PluginSandbox/processorLimit``.
    case processors
    /// The host's memory, descriptors and environment are closed to processes of its user (`PR_SET_DUMPABLE`).
    case hiddenHost

    /// The name of the layer.
    public var description: String { rawValue }
}
