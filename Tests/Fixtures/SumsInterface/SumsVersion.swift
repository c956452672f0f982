public import OutboardCore

/// The versions of the interface `Sums` that there are.
public enum SumsVersion: String, CaseIterable, Sendable {
    /// `version()`, `add(_:_:)`.
    case first = "1.0"
    /// `multiply(_:_:)` as well.
    case second = "1.2"
    /// `add(_:)` takes a list.
    case third = "2.0"

    /// What host and plugin have to agree on.
    public var interface: InterfaceDescriptor {
        var methods = [MethodDescriptor("version()", returns: String.self)]
        let pair = [ParameterDescriptor("_", Int.self), ParameterDescriptor("_", Int.self)]
        switch self {
        case .first, .second: methods.append(MethodDescriptor("add(_:_:)", pair, returns: Int.self))
        case .third:
            methods.append(MethodDescriptor("add(_:)", [ParameterDescriptor("_", [Int].self)], returns: Int.self))
        }
        if self == .second { methods.append(MethodDescriptor("multiply(_:_:)", pair, returns: Int.self)) }
        return InterfaceDescriptor("Sums", version: InterfaceVersion(rawValue) ?? "1.0", methods: methods)
    }
}
