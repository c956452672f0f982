// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The plugin's side of `Archive`.
public struct ArchiveDispatcher<Implementation: Archive>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { ArchiveClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        let implementation = self.implementation
        switch call.method {
        case 0:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let paths = try reader.next([String].self)
                return { () async throws -> [UInt8] in try await implementation.collect(paths) }
            }
        case 1:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let paths = try reader.next([String].self)
                return { () async throws -> Int in try await implementation.collectAtOnce(paths) }
            }
        case 2:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let what = try reader.next(String.self)
                return { () async throws -> String in try await implementation.misuse(what) }
            }
        case 3:
            call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                let path = try reader.next(String.self)
                return { try await implementation.readAndWait(path) }
            }
        case 4: call.reply { _ throws -> [String: Int] in try implementation.counts() }
        case 5:
            call.reply { (reader: inout WireReader) throws -> [UInt8] in
                let path = try reader.next(String.self)
                return try implementation.collectNow(path)
            }
        case 6:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let count = try reader.next(Int.self)
                return { () async throws -> Int in try await implementation.double(atMost: count) }
            }
        case 7:
            call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                let path = try reader.next(String.self)
                return { try await implementation.readForEver(path) }
            }
        default: call.rejectUnknownMethod()
        }
    }
}
