// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The plugin's side of `Probe`.
public struct ProbeDispatcher<Implementation: Probe>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { ProbeClient.interface }
    let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

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
            call.reply { (reader: inout WireReader) throws -> Int in
                let first = try reader.next(Int.self)
                let second = try reader.next(Int.self)
                return try implementation.sum(first, second)
            }
        case 3:
            call.replyVoid { (reader: inout WireReader) throws in
                let reason = try reader.next(String.self)
                try implementation.fail(reason: reason)
            }
        case 4:
            call.replyVoid { (reader: inout WireReader) throws in
                try implementation.failUndeclared()
            }
        case 5:
            call.replyVoid { (reader: inout WireReader) throws in
                let how = try reader.next(ProbeEnd.self)
                try implementation.end(how)
            }
        case 6:
            call.replyVoid { (reader: inout WireReader) throws in
                let milliseconds = try reader.next(Int.self)
                try implementation.sleep(milliseconds: milliseconds)
            }
        case 7:
            call.reply { (reader: inout WireReader) throws -> [UInt8] in
                let byteCount = try reader.next(Int.self)
                return try implementation.make(byteCount: byteCount)
            }
        case 8:
            call.reply { (reader: inout WireReader) throws -> UInt64 in
                let bytes = try reader.next([UInt8].self)
                return try implementation.checksum(bytes: bytes)
            }
        case 9:
            call.reply { (reader: inout WireReader) throws -> [Int32: String] in
                try implementation.descriptors()
            }
        case 10:
            call.reply { (reader: inout WireReader) throws -> [String: String] in
                try implementation.environment()
            }
        case 11:
            call.replyVoid { (reader: inout WireReader) throws in
                let stdout = try reader.next(String.self)
                let stderr = try reader.next(String.self)
                try implementation.write(stdout: stdout, stderr: stderr)
            }
        case 12:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let text = try reader.next(String.self)
                let milliseconds = try reader.next(Int.self)
                return { [implementation] in try await implementation.echoLater(text, milliseconds: milliseconds) }
            }
        case 13:
            call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                let milliseconds = try reader.next(Int.self)
                return { [implementation] in try await implementation.failLater(milliseconds: milliseconds) }
            }
        case 14:
            call.reply { (reader: inout WireReader) throws -> [String] in
                try implementation.attackDescriptors()
            }
        default: call.rejectUnknownMethod()
        }
    }
}
