import Outboard
import ProbeInterface

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

/// The first methods of `Probe`, with an end that may be made again.
struct RelentlessProbeClient: InterfaceClient {
    static let interface = InterfaceDescriptor(
        "Probe", version: "1.0",
        methods: ProbeClient.interface.methods.prefix(5) + [
            MethodDescriptor("end(_:)", [ParameterDescriptor("_", ProbeEnd.self)], isIdempotent: true)
        ], errors: [ProbeError.self])
    var caller: Caller

    func end(_ how: ProbeEnd) throws {
        try caller.call(MethodCall<Self, Void>(5, how))
    }
}
