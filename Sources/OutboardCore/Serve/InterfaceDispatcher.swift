/// The plugin's side of an interface: takes calls apart and runs the implementation.
///
/// `@PluginInterface` generates one for a protocol.
public protocol InterfaceDispatcher: Sendable {
    /// What the dispatcher and its hosts must agree on.
    static var interface: InterfaceDescriptor { get }
    /// All that it serves: that interface, unless it is made of several dispatchers as ``and(_:)`` does.
    static var interfaces: [InterfaceDescriptor] { get }
    /// Runs one call. Called from several threads at once.
    func dispatch(_ call: inout IncomingCall)
}

extension InterfaceDispatcher {
    /// The one interface.
    public static var interfaces: [InterfaceDescriptor] { [interface] }

    /// A dispatcher that serves what this one serves, and what another one serves after it.
    ///
    /// How a plugin serves several interfaces:
    ///
    /// ```swift
    /// var dispatcher: some InterfaceDispatcher {
    ///     GreeterDispatcher(self).and(CounterDispatcher(counter))
    /// }
    /// ```
    ///
    /// Calls of the first interface cost one comparison more than those of a plugin that has no other, and those of each
    /// further one another.
    @inlinable
    public func and<Other: InterfaceDispatcher>(_ other: Other) -> DispatcherPair<Self, Other> {
        DispatcherPair(self, other)
    }
}
