internal import OutboardCore

extension Generation {
    /// Checks that the plugin serves an interface as a client expects it.
    ///
    /// - Returns: How many of its methods the plugin has.
    /// - Throws: `OutboardError` with the code `interfaceMismatch` and both sides' signatures if they do not agree.
    func methodCount(of interface: InterfaceDescriptor, _ welcome: Welcome) throws(OutboardError) -> Int {
        let expected = interface.signature
        guard let offered = welcome.interfaces.first(where: { $0.name == expected.name }) else {
            let names = welcome.interfaces.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
            throw OutboardError(
                code: .interfaceMismatch,
                message: "the host expects the interface \(expected.name) \(expected.version) of "
                    + "\(title), which serves \(names.isEmpty ? "nothing" : ForeignText.plain(names))")
        }
        if let disagreement = expected.disagreement(withPlugin: offered) {
            throw OutboardError(code: .interfaceMismatch, message: "\(title): \(disagreement)")
        }
        return offered.methods.count
    }

    /// What a client of an interface calls the plugin with.
    ///
    /// - Throws: As `methodCount(of:_:)`.
    func caller(
        for interface: InterfaceDescriptor, _ welcome: Welcome, succession: (any Succession)? = nil
    ) throws(OutboardError) -> Caller {
        Caller(
            channel: channel, interface: interface, methodCount: try methodCount(of: interface, welcome),
            options: CallOptions(timeout: options.callTimeout), succession: succession)
    }
}
