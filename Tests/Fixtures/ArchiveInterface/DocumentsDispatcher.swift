// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The host's side of `Documents`.
public struct DocumentsDispatcher<Implementation: Documents>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { DocumentsClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        let implementation = self.implementation
        switch call.method {
        case 0:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let path = try reader.next(String.self)
                return { () async throws -> [UInt8] in try await implementation.read(path: path) }
            }
        case 1:
            call.reply { (reader: inout WireReader) throws -> Int in
                let path = try reader.next(String.self)
                return try implementation.length(path: path)
            }
        case 2:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let count = try reader.next(Int.self)
                return { () async throws -> [Int] in try await implementation.pull(atMost: count) }
            }
        case 3:
            call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                let items = try reader.next([Int].self)
                return { try await implementation.push(items) }
            }
        default: call.rejectUnknownMethod()
        }
    }
}
