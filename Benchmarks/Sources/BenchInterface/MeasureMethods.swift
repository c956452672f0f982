public import OutboardCore

/// The methods that every measured plugin has behind those of its interface: they prepare measurements.
///
/// An interface grows by methods at its end, so the client of the interface alone goes on working.
public enum MeasureMethods {
    /// Restricts the lane's worker to a processor.
    static let pin = MethodDescriptor("pin(to:)", [ParameterDescriptor("to", Int32.self)])
    /// Starts or stops counting what the lane's worker does.
    static let count = MethodDescriptor(
        "count(_:)", [ParameterDescriptor("_", Bool.self)], returns: ThreadCounts.self)
    /// Lets the lane's worker leave its calls for a loop in the shared area.
    static let serve = MethodDescriptor("serve(_:)", [ParameterDescriptor("_", Order.self)])

    /// An interface with these methods behind its own.
    public static func appended(to interface: InterfaceDescriptor) -> InterfaceDescriptor {
        InterfaceDescriptor(
            interface.name, version: interface.version, methods: interface.methods + [pin, count, serve],
            errors: interface.errors)
    }
}
