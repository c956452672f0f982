// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The plugin's side of `Logs`.
public struct LogsDispatcher<Implementation: Logs>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { LogsClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        switch call.method {
        case 0:
            call.replyVoid { (reader: inout WireReader) throws in
                try implementation.log(reader.next(), level: reader.next(), count: reader.next())
            }
        case 1:
            call.replyVoid { (reader: inout WireReader) throws in
                try implementation.logOnThreads(reader.next(), count: reader.next())
            }
        case 2: call.replyVoid { (_: inout WireReader) throws in try implementation.logAll() }
        case 3:
            call.replyVoid { (reader: inout WireReader) throws in
                try implementation.logAndEnd(reader.next(), signal: reader.next())
            }
        case 4: call.reply { (_: inout WireReader) throws -> Int in try implementation.level() }
        case 5:
            call.reply { (reader: inout WireReader) throws -> Int in
                try implementation.measure(level: reader.next(), count: reader.next())
            }
        case 6: call.replyVoid { (reader: inout WireReader) throws in try implementation.attack(reader.next()) }
        case 7:
            call.replyVoid { (reader: inout WireReader) throws in
                try implementation.printBytes(reader.next(), times: reader.next())
            }
        default: call.rejectUnknownMethod()
        }
    }
}
