internal import OutboardSystem

/// Several plugins that serve the same interface, to be called at once.
///
/// ```swift
/// let group = try PluginGroup(plugins.map { try $0.client(StationClient.self) })
/// for (index, result) in group.all(StationClient.reading(sensor: "north")).enumerated() {
///     print(index, result)
/// }
/// ```
///
/// Every plugin that has a free lane has the call before the first answer is waited for; where the lanes are in use, it gets
/// the call as soon as one is free, and the others' answers are taken meanwhile. The calls that block the thread wait for all of them at
/// once, without another thread; what they wait on stays registered with the group, so keep a group instead of making
/// one for each call. The asynchronous calls are resumed by the host's one waiting thread.
///
/// A plugin that dies, times out or throws is an outcome like any other, and delays none of the others. A member
/// that is supervised and was started again is called in its new generation; calls that block do not wait for one that is
/// still starting, and fail for that member.
///
/// A value of a few references. Any number of threads and tasks may use it at once.
public struct PluginGroup<Client: InterfaceClient>: Sendable {
    /// The clients of the plugins, in the order of all results.
    public let clients: [Client]
    let waits: GroupWaits

    /// Makes a group of the clients of different plugins.
    ///
    /// - Throws: `OutboardError` with the code `invalidConfiguration` if two clients belong to the same plugin.
    public init(_ clients: [Client]) throws(OutboardError) {
        let channels = clients.map(\.caller.binding.channel)
        guard Set(channels.map { ObjectIdentifier($0) }).count == channels.count else {
            throw OutboardError(
                code: .invalidConfiguration, message: "two clients of a group belong to the same plugin")
        }
        self.init(clients, GroupWaits(channels))
    }

    private init(_ clients: [Client], _ waits: GroupWaits) {
        self.clients = clients
        self.waits = waits
    }

    /// How many plugins there are.
    public var count: Int { clients.count }

    /// The same group with a time-out for each call, as in ``Caller/timeout(_:)``; `nil` waits for as long as the
    /// plugins live.
    public func timeout(_ timeout: Duration?) -> Self {
        Self(clients.map { $0.timeout(timeout) }, waits)
    }

    /// The same group with one deadline for all its calls, which also travels in their records.
    public func deadline(in timeout: Duration) -> Self {
        Self(clients.map { $0.deadline(in: timeout) }, waits)
    }

    /// The same group whose calls do something else when there is no room for them, as in
    /// ``Caller/backPressure(_:)``.
    public func backPressure(_ backPressure: BackPressure) -> Self {
        Self(clients.map { $0.backPressure(backPressure) }, waits)
    }
}
