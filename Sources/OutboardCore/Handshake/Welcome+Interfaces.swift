extension Welcome {
    /// Methods of all interfaces.
    ///
    /// Always fewer than there are ordinals: a message of 64 KiB has no room for more.
    package var methodCount: Int { interfaces.reduce(0) { $0 + $1.methods.count } }

    /// Finds an interface as a client expects it, in the best of the versions that are served.
    ///
    /// - Parameters:
    ///   - interface: What the client expects.
    ///   - title: What the plugin is called in messages.
    /// - Returns: Where its methods are.
    /// - Throws: As `InterfaceDescriptor.choose(among:of:)`.
    package func place(of interface: InterfaceDescriptor, title: String) throws(OutboardError) -> InterfacePlace {
        place(ofInterfaceAt: try interface.choose(among: interfaces, of: title))
    }

    /// Where the methods of the interface at an index are: behind those of the interfaces before it.
    package func place(ofInterfaceAt index: Int) -> InterfacePlace {
        let before = interfaces.prefix(index).reduce(0) { $0 + $1.methods.count }
        return InterfacePlace(
            firstOrdinal: UInt16(truncatingIfNeeded: before), methodCount: interfaces[index].methods.count)
    }
}
