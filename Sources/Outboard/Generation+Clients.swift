internal import OutboardCore

extension Generation {
    /// What a client of an interface calls the plugin with.
    ///
    /// - Throws: As `Welcome.place(of:title:)`.
    func caller(
        for interface: InterfaceDescriptor, _ welcome: Welcome, succession: (any Succession)? = nil
    ) throws(OutboardError) -> Caller {
        Caller(
            channel: channel, interface: interface, place: try welcome.place(of: interface, title: title),
            options: CallOptions(timeout: options.callTimeout), succession: succession)
    }
}
