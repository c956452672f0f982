// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The plugin's side of `Notes`.
public struct NotesDispatcher<Implementation: Notes>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { NotesClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        let implementation = self.implementation
        switch call.method {
        case 0:
            call.runOneWay { (reader: inout WireReader) throws in
                let number = try reader.next(Int.self)
                try implementation.note(number, from: try reader.next())
            }
        case 1:
            call.runOneWay { (reader: inout WireReader) throws in try implementation.note(bytes: try reader.next()) }
        case 2:
            call.runOneWay { (reader: inout WireReader) throws in
                try implementation.rest(milliseconds: try reader.next())
            }
        case 3:
            call.runOneWayAsync { (reader: inout WireReader) throws(WireError) in
                let number = try reader.next(Int.self)
                let milliseconds = try reader.next(Int.self)
                return { try await implementation.noteLater(number, milliseconds: milliseconds) }
            }
        case 4:
            call.runOneWay { (reader: inout WireReader) throws in try implementation.fail(reason: try reader.next()) }
        case 5: call.runOneWay { (_: inout WireReader) throws in try implementation.end() }
        case 6: call.runOneWay { (_: inout WireReader) throws in try implementation.noteContext() }
        case 7:
            call.reply { (reader: inout WireReader) throws -> [Int] in
                try implementation.notes(from: try reader.next())
            }
        case 8: call.reply { (_: inout WireReader) throws -> Int in try implementation.count() }
        case 9:
            call.replyVoid { (reader: inout WireReader) throws in
                try implementation.wait(milliseconds: try reader.next())
            }
        case 10:
            call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                let milliseconds = try reader.next(Int.self)
                return { try await implementation.waitLater(milliseconds: milliseconds) }
            }
        default: call.rejectUnknownMethod()
        }
    }
}
