extension Welcome {
    /// Methods of all interfaces.
    ///
    /// Always fewer than there are ordinals: a message of 64 KiB has no room for more.
    package var methodCount: Int { interfaces.reduce(0) { $0 + $1.methods.count } }

    /// Finds an interface as a client expects it.
    ///
    /// - Parameters:
    ///   - interface: What the client expects.
    ///   - title: What the plugin is called in messages.
    /// - Returns: Where its methods are.
    /// - Throws: `OutboardError` with the code `interfaceMismatch` and both sides' signatures if they do not agree.
    package func place(of interface: InterfaceDescriptor, title: String) throws(OutboardError) -> InterfacePlace {
        let expected = interface.signature
        guard let index = interfaces.firstIndex(where: { $0.name == expected.name }) else {
            let names = interfaces.map { "\($0.name) \($0.version)" }.joined(separator: ", ")
            throw OutboardError(
                code: .interfaceMismatch,
                message: "the host expects the interface \(expected.name) \(expected.version) of "
                    + "\(title), which serves \(names.isEmpty ? "nothing" : ForeignText.plain(names))")
        }
        if let disagreement = expected.disagreement(withPlugin: interfaces[index]) {
            throw OutboardError(code: .interfaceMismatch, message: "\(title): \(disagreement)")
        }
        return place(ofInterfaceAt: index)
    }

    /// Where the methods of the interface at an index are: behind those of the interfaces before it.
    package func place(ofInterfaceAt index: Int) -> InterfacePlace {
        let before = interfaces.prefix(index).reduce(0) { $0 + $1.methods.count }
        return InterfacePlace(
            firstOrdinal: UInt16(truncatingIfNeeded: before), methodCount: interfaces[index].methods.count)
    }
}
