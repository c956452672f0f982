public import OutboardCore

/// The plugin's side of ``Bench``.
public struct BenchDispatcher<Implementation: Bench>: InterfaceDispatcher {
    /// What host and plugin agree on.
    public static var interface: InterfaceDescriptor { BenchClient.interface }
    /// What runs the calls.
    public let implementation: Implementation

    /// Creates a dispatcher.
    @inlinable
    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    /// Runs a call.
    @inlinable
    public func dispatch(_ call: inout IncomingCall) {
        switch call.method {
        case 0:
            call.replyVoid { (reader: inout WireReader) throws in
                try implementation.null()
            }
        case 1:
            call.reply { (reader: inout WireReader) throws -> [UInt8] in
                let bytes = try reader.next([UInt8].self)
                return try implementation.echo(bytes: bytes)
            }
        case 2:
            call.replyVoid { (reader: inout WireReader) throws in
                let shortest = try reader.next(UInt64.self)
                let longest = try reader.next(UInt64.self)
                try implementation.sleep(shortest: shortest, longest: longest)
            }
        case 3:
            call.reply { (reader: inout WireReader) throws -> UInt64 in
                let lent = try reader.next(SharedBytes.self)
                return try implementation.ends(of: lent)
            }
        case 4:
            call.reply { (reader: inout WireReader) throws -> [UInt8] in
                let lent = try reader.next(SharedBytes.self)
                return try implementation.echo(lent: lent)
            }
        default: call.rejectUnknownMethod()
        }
    }
}
