// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The plugin's side of `Shelf`.
public struct ShelfDispatcher<Implementation: Shelf>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { ShelfClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        let implementation = self.implementation
        switch call.method {
        case 0: call.reply { (reader: inout WireReader) throws -> Int in try implementation.put(try reader.next()) }
        case 1: call.reply { (_: inout WireReader) throws -> [String] in try implementation.items() }
        case 2: call.reply { (_: inout WireReader) throws -> String in try implementation.label() }
        case 3:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let milliseconds = try reader.next(Int.self)
                return { try await implementation.labelLater(milliseconds: milliseconds) }
            }
        case 4: call.replyVoid { (reader: inout WireReader) throws in try implementation.drop(try reader.next()) }
        case 5:
            call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                let item = try reader.next(String.self)
                return { try await implementation.dropLater(item) }
            }
        default: call.rejectUnknownMethod()
        }
    }
}

/// The plugin's side of `Door`.
public struct DoorDispatcher<Implementation: Door>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { DoorClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        let implementation = self.implementation
        switch call.method {
        case 0: call.reply { (_: inout WireReader) throws -> Int in try implementation.open() }
        case 1: call.runOneWay { (_: inout WireReader) throws in try implementation.knock() }
        case 2: call.reply { (_: inout WireReader) throws -> Int in try implementation.knocks() }
        case 3: call.replyVoid { (_: inout WireReader) throws in try implementation.force() }
        case 4:
            call.replyVoidAsync { (_: inout WireReader) throws(WireError) in
                { try await implementation.forceLater() }
            }
        default: call.rejectUnknownMethod()
        }
    }
}
