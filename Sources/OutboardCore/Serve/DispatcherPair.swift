/// Two dispatchers as one: what ``InterfaceDispatcher/and(_:)`` makes.
public struct DispatcherPair<First: InterfaceDispatcher, Second: InterfaceDispatcher>: InterfaceDispatcher {
    /// The first interface of the first one.
    public static var interface: InterfaceDescriptor { First.interface }
    /// Those of the first one, then those of the second.
    public static var interfaces: [InterfaceDescriptor] { First.interfaces + Second.interfaces }

    @usableFromInline let first: First
    @usableFromInline let second: Second
    /// How many ordinals are the first one's.
    @usableFromInline let firstCount: UInt16

    /// Puts one behind the other.
    @inlinable
    public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
        self.firstCount = UInt16(clamping: First.interfaces.reduce(0) { $0 + $1.methods.count })
    }

    /// Hands a call to the one whose method it is.
    @inlinable
    public func dispatch(_ call: inout IncomingCall) {
        if call.method < firstCount {
            first.dispatch(&call)
        } else {
            call.passOver(firstCount)
            second.dispatch(&call)
        }
    }
}
