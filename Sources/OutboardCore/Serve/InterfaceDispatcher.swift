/// The plugin's side of an interface: takes calls apart and runs the implementation.
///
/// `@PluginInterface` generates one for a protocol.
public protocol InterfaceDispatcher: Sendable {
    /// What the dispatcher and its hosts must agree on.
    static var interface: InterfaceDescriptor { get }
    /// Runs one call. Called from several threads at once.
    func dispatch(_ call: inout IncomingCall)
}
