/// The interfaces of a plugin, and which ordinals are whose.
///
/// The ordinals of methods go on from one interface to the next. Those of errors do not: whoever gets an error knows what
/// was called. The ordinals of further instances go on behind those of the plugin itself, as many for each.
package struct ServedInterfaces: Sendable {
    /// The interfaces, in the order of the welcome.
    package let interfaces: [InterfaceDescriptor]
    /// For each ordinal the index of its interface.
    private let owners: [Int]
    /// For each interface the ordinal of its first method.
    private let firstOrdinals: [Int]
    /// For each ordinal whether its method is one-way.
    private let oneWay: [Bool]

    /// Methods of all interfaces: how many ordinals each instance has.
    var methodCount: Int { owners.count }

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
        // Not divided where it need not be: one-way calls are many.
        if Int(ordinal) < oneWay.count { return oneWay[Int(ordinal)] }
        return oneWay.isEmpty ? false : oneWay[Int(ordinal) % oneWay.count]
    }

    /// The interface that has an ordinal, in any instance, and its method; nil where there are no methods.
    func find(_ ordinal: UInt16) -> (interface: InterfaceDescriptor, method: UInt16)? {
        guard !owners.isEmpty else { return nil }
        let own = Int(ordinal) % owners.count
        return (interfaces[owners[own]], UInt16(truncatingIfNeeded: own - firstOrdinals[owners[own]]))
    }

    /// The name of the method with an ordinal, for messages.
    func methodName(_ ordinal: UInt16) -> String {
        guard let (interface, method) = find(ordinal) else { return "method \(ordinal)" }
        return interface.methodName(method)
    }
}
