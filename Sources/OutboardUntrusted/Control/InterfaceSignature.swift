/// An interface reduced to what must agree: names, order and layouts.
///
/// Travels in the handshake.
public struct InterfaceSignature: Hashable, Sendable {
    /// A method reduced to what must agree.
    public struct Method: Hashable, Sendable {
        /// The full name.
        public var name: String
        /// The layouts of the parameters in order.
        public var parameters: [WireType]
        /// The layout of the result.
        public var result: WireType

        /// Creates a method.
        package init(name: String, parameters: [WireType], result: WireType) {
            self.name = name
            self.parameters = parameters
            self.result = result
        }
    }

    /// The name of the interface.
    public var name: String
    /// The version.
    public var version: InterfaceVersion
    /// The methods in order.
    public var methods: [Method]
    /// The errors in order.
    public var errors: [WireType]
    /// The named types that the above mention.
    public var definitions: [String: WireDefinition]

    /// Creates a signature.
    package init(
        name: String, version: InterfaceVersion, methods: [Method], errors: [WireType],
        definitions: [String: WireDefinition]
    ) {
        self.name = name
        self.version = version
        self.methods = methods
        self.errors = errors
        self.definitions = definitions
    }

    /// A method as Swift would declare it: `getUser(id: UserID) -> User`, `@OneWay report(progress: Double)`.
    public func describe(_ method: Method) -> String {
        let (base, labels) = method.nameParts
        let parameters = method.parameters.enumerated().map { index, type in
            "\(labels.dropFirst(index).first ?? "_"): \(type)"
        }
        let name = "\(base)(\(parameters.joined(separator: ", ")))"
        return method.result == .oneWay ? "@OneWay \(name)" : "\(name) -> \(method.result)"
    }

    /// A method with the definitions of the types it mentions, each on a line of its own.
    func describeInFull(_ method: Method) -> String {
        var names: [String] = []
        // A worklist and not recursion: the definitions may be a hostile plugin's, nested as deep as it likes.
        var pending = method.parameters + [method.result]
        while let type = pending.popLast() {
            switch type {
            case .optional(let inner), .array(let inner): pending.append(inner)
            case .dictionary(let key, let value): pending += [key, value]
            case .named(let name):
                guard !names.contains(name), names.count < 100 else { continue }
                names.append(name)
                for alternative in definitions[name]?.alternatives ?? [] {
                    pending.append(contentsOf: alternative.fields.map(\.type))
                }
            default: continue
            }
        }
        let lines = names.map { "\($0) \(definitions[$0].map(\.description) ?? "undefined")" }
        return ([describe(method)] + lines).joined(separator: "; ")
    }
}

extension InterfaceSignature.Method {
    /// The base name and the labels of the full name.
    var nameParts: (base: Substring, labels: [Substring]) {
        let parts = name.split(separator: "(", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let base = parts.first, let rest = parts.last, name.hasSuffix(")") else {
            return (Substring(name), [])
        }
        return (base, rest.dropLast().split(separator: ":"))
    }
}
