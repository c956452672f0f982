internal import Synchronization

/// A further instance of a plugin: the same interfaces, with another configuration.
package final class ServedInstance: Sendable {
    let dispatch: @Sendable (inout IncomingCall) -> Void
    /// Called once, after the last call.
    package let shutDown: @Sendable () -> Void
    /// Calls that run in it, and tasks of calls.
    private let calls = Atomic<Int>(0)

    /// Creates an instance that has been configured.
    package init(
        dispatch: @escaping @Sendable (inout IncomingCall) -> Void, shutDown: @escaping @Sendable () -> Void
    ) {
        self.dispatch = dispatch
        self.shutDown = shutDown
    }

    /// Notes that a call begins.
    func enter() { calls.add(1, ordering: .relaxed) }

    /// Notes that a call is over.
    func leave() { calls.subtract(1, ordering: .releasing) }

    /// Whether no call runs in it.
    package var isIdle: Bool { calls.load(ordering: .acquiring) == 0 }
}
