// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

import OutboardCore

/// The plugin's side of `Frames`.
public struct FramesDispatcher<Implementation: Frames>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { FramesClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        let implementation = self.implementation
        switch call.method {
        case 0:
            call.reply { (reader: inout WireReader) throws -> UInt64 in
                try implementation.checksum(of: try reader.next())
            }
        case 1:
            call.reply { (reader: inout WireReader) throws -> [UInt64] in
                try implementation.checksums(of: try reader.next())
            }
        case 2:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let frame = try reader.next(SharedBytes.self)
                let milliseconds = try reader.next(Int.self)
                return { try await implementation.checksumLater(of: frame, milliseconds: milliseconds) }
            }
        case 3: call.runOneWay { (reader: inout WireReader) throws in try implementation.note(try reader.next()) }
        case 4: call.reply { (_: inout WireReader) throws -> UInt64 in try implementation.noted() }
        case 5: call.replyVoid { (reader: inout WireReader) throws in try implementation.keep(try reader.next()) }
        case 6: call.reply { (_: inout WireReader) throws -> UInt64 in try implementation.keptChecksum() }
        case 7: call.replyVoid { (_: inout WireReader) throws in try implementation.letGo() }
        case 8:
            call.reply { (reader: inout WireReader) throws -> [Int32] in
                try implementation.tamper(with: try reader.next())
            }
        case 9: call.reply { (_: inout WireReader) throws -> Int in try implementation.begun() }
        case 10:
            call.reply { (reader: inout WireReader) throws -> UInt64 in
                try implementation.checksum(ofCopy: try reader.next())
            }
        default: call.rejectUnknownMethod()
        }
    }
}
