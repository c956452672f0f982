public import OutboardCore

/// Calls the methods that ``MeasureMethods`` adds to an interface.
public struct MeasureClient<Base: InterfaceClient>: InterfaceClient {
    /// The interface with the added methods.
    public static var interface: InterfaceDescriptor { MeasureMethods.appended(to: Base.interface) }

    /// How the plugin is reached.
    public var caller: Caller
    /// The ordinal of the first added method.
    private let first: UInt16

    /// Creates a client.
    public init(caller: Caller) {
        self.caller = caller
        self.first = UInt16(clamping: Base.interface.methods.count)
    }

    /// Restricts the lane's worker to a processor.
    public func pin(to processor: Int32) throws {
        try caller.call(first, byteCount: processor.wireByteCount) { writer in
            processor.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }

    /// Starts or stops counting what the lane's worker does.
    ///
    /// - Returns: The counts when it stops.
    public func count(_ isOn: Bool) throws -> ThreadCounts {
        try caller.call(first &+ 1, byteCount: isOn.wireByteCount) { writer in
            isOn.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> ThreadCounts in
            try reader.next(ThreadCounts.self)
        }
    }

    /// Sends the lane's worker into a loop.
    ///
    /// Returns when it is on its way there; the caller does its half at once.
    public func serve(_ order: Order) throws {
        try caller.call(first &+ 2, byteCount: order.wireByteCount) { writer in
            order.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }
}
