/// An error that travels from a plugin to its host with its type.
public typealias InterfaceError = Error & WireValue

/// Everything that host and plugin must agree on about an interface.
///
/// `@PluginInterface` writes it; by hand it is a list of methods in their order, which is their numbering:
///
/// ```swift
/// let interface = InterfaceDescriptor("Greeter", version: "1.0", methods: [
///     MethodDescriptor("greet(name:)", [ParameterDescriptor("name", String.self)], returns: String.self)
/// ])
/// ```
///
/// A reference: copying it is cheap, its contents never change.
public final class InterfaceDescriptor: Sendable {
    /// The name of the protocol.
    public let name: String
    /// The version.
    public let version: InterfaceVersion
    /// The versions that a host accepts which was built for this one; by default all with the same major version.
    public let accepted: InterfaceVersionRange
    /// The methods; the ordinal of a method is its place here.
    public let methods: [MethodDescriptor]
    /// The errors that arrive typed; their ordinals are their places here.
    public let errors: [any InterfaceError.Type]
    /// Whether each of the methods is one-way: to look at it costs no reference count.
    private let oneWay: [Bool]

    /// Describes an interface.
    ///
    /// The descriptions of all interfaces of a plugin together must fit into one message of 64 KiB, which is room for some
    /// thousand methods: a plugin with more does not start, and says so.
    ///
    /// - Parameters:
    ///   - name: The name by which host and plugin find each other's; that of the protocol.
    ///   - version: The version, such as "1.2".
    ///   - methods: The methods in the order of their numbers. A new one comes last; to move or remove one is a new major
    ///     version.
    ///   - errors: The errors that arrive typed, in the order of their numbers; a new one comes last as well.
    ///   - accepted: The versions that a host accepts; by default all with the same major version.
    public init(
        _ name: String, version: InterfaceVersion, methods: [MethodDescriptor], errors: [any InterfaceError.Type] = [],
        accepted: InterfaceVersionRange? = nil
    ) {
        self.name = name
        self.version = version
        self.accepted = accepted ?? .sameMajor(as: version)
        self.methods = methods
        self.errors = errors
        self.oneWay = methods.map(\.isOneWay)
    }

    /// The form in which the two sides compare it.
    public var signature: InterfaceSignature {
        var schema = WireSchema()
        let methods = self.methods.map { method in
            InterfaceSignature.Method(
                name: method.name,
                parameters: method.parameters.map { $0.describe(&schema) },
                result: method.describeResult(&schema))
        }
        let errors = self.errors.map { $0.describe(in: &schema) }
        return InterfaceSignature(
            name: name, version: version, methods: methods, errors: errors, definitions: schema.definitions)
    }

    /// Whether a method is idempotent; false for one that the interface does not have.
    func isIdempotent(_ ordinal: UInt16) -> Bool {
        Int(ordinal) < methods.count && methods[Int(ordinal)].isIdempotent
    }

    /// Whether a method is one-way; false for one that the interface does not have.
    func isOneWay(_ ordinal: UInt16) -> Bool {
        Int(ordinal) < oneWay.count && oneWay[Int(ordinal)]
    }

    /// The name of a method, for messages.
    package func methodName(_ ordinal: UInt16) -> String {
        Int(ordinal) < methods.count ? methods[Int(ordinal)].name : "method \(ordinal)"
    }
}
