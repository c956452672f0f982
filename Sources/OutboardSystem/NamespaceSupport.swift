internal import COutboardLinux

/// Which namespaces this host can give to its plugins: tried, once.
package struct NamespaceSupport: Sendable {
    /// Those that work, with ``Namespaces/Kinds/users`` if they need it.
    package let kinds: Namespaces.Kinds
    /// Why the others do not.
    package let failure: LaunchFailure?

    /// What was found when it was first asked for.
    ///
    /// Some milliseconds then, and up to six short-lived processes. Call it on ``LaunchThread``.
    package static let found = NamespaceSupport()

    private init() {
        let all: Namespaces.Kinds = [.processes, .files, .network, .ipc]
        // A host with the privilege needs no namespace for users, and is better off without: there is more of the kernel in it.
        guard let failure = Self.failure(all) else {
            self.init(kinds: all, failure: nil)
            return
        }
        // Without processes, files cannot be had either where it was /proc that failed.
        let choices: [Namespaces.Kinds] = [all, [.files, .network, .ipc], [.network, .ipc]]
        for choice in choices {
            for kinds in [choice, choice.union(.users)] where Self.failure(kinds) == nil {
                self.init(kinds: kinds, failure: Self.failure(all.union(.users)) ?? failure)
                return
            }
        }
        self.init(kinds: [], failure: Self.failure(all.union(.users)))
    }

    private init(kinds: Namespaces.Kinds, failure: LaunchFailure?) {
        self.kinds = kinds
        self.failure = failure
    }

    private static func failure(_ kinds: Namespaces.Kinds) -> LaunchFailure? {
        let prepared: PreparedNamespaces
        do throws(LaunchFailure) {
            prepared = try PreparedNamespaces(Namespaces(kinds))
        } catch {
            return error
        }
        var result = outboard_launch_result()
        unsafe outboard_namespaces_try(prepared.pointer, &result)
        return LaunchFailure(result)
    }
}
