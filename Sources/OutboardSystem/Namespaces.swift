internal import COutboardLinux

/// Namespaces that a process gets of its own, see namespaces(7).
package struct Namespaces: Sendable {
    /// The kinds of namespaces.
    package struct Kinds: OptionSet, Sendable, Hashable {
        /// The bits that C knows.
        package let rawValue: Int32

        /// Kinds with those bits.
        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// Users: one with the host's user alone; what lets an ordinary user make the others.
        package static let users = Kinds(rawValue: OUTBOARD_NAMESPACE_USERS)
        /// Process numbers, with a `/proc` of their own: only together with ``files``.
        package static let processes = Kinds(rawValue: OUTBOARD_NAMESPACE_PROCESSES)
        /// Mounts: a root with nothing but what is named.
        package static let files = Kinds(rawValue: OUTBOARD_NAMESPACE_FILES)
        /// A network without devices.
        package static let network = Kinds(rawValue: OUTBOARD_NAMESPACE_NETWORK)
        /// System V objects and POSIX message queues.
        package static let ipc = Kinds(rawValue: OUTBOARD_NAMESPACE_IPC)
    }

    /// A path of the host that the process has as well.
    package struct Mount: Sendable, Hashable {
        /// Where it is in the host.
        package var source: String
        /// Where it is in the process: absolute, without "." and "..".
        package var target: String
        /// Whether it is a folder.
        package var isFolder: Bool
        /// Whether anything can be written there; what can be is still for permissions and Landlock to decide.
        package var isWritable: Bool

        /// A mount.
        package init(source: String, target: String, isFolder: Bool, isWritable: Bool) {
            self.source = source
            self.target = target
            self.isFolder = isFolder
            self.isWritable = isWritable
        }
    }

    /// Which ones.
    package var kinds: Kinds
    /// What there is in the root; those beneath others come later.
    package var mounts: [Mount]

    /// Namespaces.
    package init(_ kinds: Kinds, mounts: [Mount] = []) {
        self.kinds = kinds
        self.mounts = mounts
    }
}
