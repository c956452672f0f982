/// The host's side of an interface: a value that has the interface's methods and sends them to the plugin.
///
/// `@PluginInterface` generates one for a protocol; it conforms to the protocol as well.
public protocol InterfaceClient: Sendable {
    /// What the client and its plugin must agree on.
    static var interface: InterfaceDescriptor { get }
    /// How the plugin is reached.
    var caller: Caller { get set }
    /// Creates a client.
    init(caller: Caller)
}

extension InterfaceClient {
    /// The same client with a time-out for each call, as in ``Caller/timeout(_:)``; `nil` waits for as long as
    /// the plugin lives.
    public func timeout(_ timeout: Duration?) -> Self {
        Self(caller: caller.timeout(timeout))
    }

    /// The same client with one deadline for all its calls, which also travels in the call's record.
    public func deadline(in timeout: Duration) -> Self {
        Self(caller: caller.deadline(in: timeout))
    }

    /// The same client whose synchronous calls wait in another way, as in ``Caller/waiting(_:)``.
    public func waiting(_ policy: WaitPolicy) -> Self {
        Self(caller: caller.waiting(policy))
    }

    /// The same client whose calls do something else when there is no room for them, as in
    /// ``Caller/backPressure(_:)``.
    public func backPressure(_ backPressure: BackPressure) -> Self {
        Self(caller: caller.backPressure(backPressure))
    }
}
