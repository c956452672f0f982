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
    /// The host's memory, descriptors and environment are closed to processes of its user (`PR_SET_DUMPABLE`).
    case hiddenHost

    /// The name of the layer.
    public var description: String { rawValue }
}
