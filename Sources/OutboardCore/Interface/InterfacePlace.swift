/// Where the methods of one interface lie among the ordinals of a plugin.
///
/// A plugin's ordinals go on from one interface of its welcome to the next. A client counts its methods from 0 all the same:
/// what it adds is here.
package struct InterfacePlace: Hashable, Sendable {
    /// The ordinal of the interface's first method.
    package let firstOrdinal: UInt16
    /// How many methods of the interface the plugin has.
    package let methodCount: Int

    /// Which version the plugin serves, for messages, where that is known.
    package var version: InterfaceVersion?

    /// Describes a place; by default that of a plugin's first interface.
    package init(firstOrdinal: UInt16 = 0, methodCount: Int) {
        self.firstOrdinal = firstOrdinal
        self.methodCount = methodCount
    }
}
