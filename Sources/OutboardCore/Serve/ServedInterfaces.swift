/// The interfaces of a plugin, and which ordinals are whose.
///
/// The ordinals of methods go on from one interface to the next. Those of errors do not: whoever gets an error knows what
/// was called.
package struct ServedInterfaces: Sendable {
    /// The interfaces, in the order of the welcome.
    package let interfaces: [InterfaceDescriptor]
    /// For each ordinal the index of its interface.
    private let owners: [Int]
    /// For each interface the ordinal of its first method.
    private let firstOrdinals: [Int]
    /// For each ordinal whether its method is one-way.
    private let oneWay: [Bool]

    /// Numbers the methods of some interfaces.
    package init(_ interfaces: [InterfaceDescriptor]) {
        self.interfaces = interfaces
        self.owners = interfaces.enumerated().flatMap { index, interface in interface.methods.map { _ in index } }
        self.firstOrdinals = interfaces.indices.map { interfaces.prefix($0).reduce(0) { $0 + $1.methods.count } }
        self.oneWay = interfaces.flatMap { $0.methods.map(\.isOneWay) }
    }

    /// Whether any method is `async`.
    var hasAsync: Bool { interfaces.contains { $0.methods.contains { $0.isAsync } } }

    /// Whether the method with an ordinal is one-way; false for one that there is not.
    func isOneWay(_ ordinal: UInt16) -> Bool {
        Int(ordinal) < oneWay.count && oneWay[Int(ordinal)]
    }

    /// The interface that has an ordinal, and its method; the last one for an ordinal that none has.
    func find(_ ordinal: UInt16) -> (interface: InterfaceDescriptor, method: UInt16)? {
        guard let last = interfaces.indices.last else { return nil }
        let index = Int(ordinal) < owners.count ? owners[Int(ordinal)] : last
        return (interfaces[index], UInt16(truncatingIfNeeded: Int(ordinal) - firstOrdinals[index]))
    }

    /// The name of the method with an ordinal, for messages.
    func methodName(_ ordinal: UInt16) -> String {
        guard let (interface, method) = find(ordinal) else { return "method \(ordinal)" }
        return interface.methodName(method)
    }
}
