import Outboard

/// An interface that no fixture serves.
struct OtherClient: InterfaceClient {
    static let interface = InterfaceDescriptor("Other", version: "1.0", methods: [])
    var caller: Caller
}

/// `Probe` with another first method.
struct ChangedProbeClient: InterfaceClient {
    static let interface = InterfaceDescriptor(
        "Probe", version: "1.0", methods: [MethodDescriptor("null(_:)", [ParameterDescriptor("_", Int.self)])])
    var caller: Caller
}
