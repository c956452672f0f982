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
    ///   - instance: The number of the instance; 0 for that which every plugin is.
    /// - Returns: Where its methods are.
    /// - Throws: As `InterfaceDescriptor.choose(among:of:)`.
    package func place(
        of interface: InterfaceDescriptor, title: String, instance: Int = 0
    ) throws(OutboardError) -> InterfacePlace {
        let index = try interface.choose(among: interfaces, of: title)
        var place = place(ofInterfaceAt: index, instance: instance)
        place.version = interfaces[index].version
        return place
    }

    /// How many instances the ordinals have room for, besides that which every plugin is.
    package var maximumInstances: Int { methodCount == 0 ? 0 : (Int(UInt16.max) + 1) / methodCount - 1 }

    /// Where the methods of the interface at an index are: behind those of the interfaces before it, and of the instances
    /// before that.
    package func place(ofInterfaceAt index: Int, instance: Int = 0) -> InterfacePlace {
        let before = interfaces.prefix(index).reduce(instance * methodCount) { $0 + $1.methods.count }
        return InterfacePlace(
            firstOrdinal: UInt16(truncatingIfNeeded: before), methodCount: interfaces[index].methods.count)
    }
}
