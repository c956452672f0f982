// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

public import OutboardCore

/// The plugin's side of `Patience`.
public struct PatienceDispatcher: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { PatienceClient.interface }
    private let methods: PatientMethods

    public init(_ methods: PatientMethods) {
        self.methods = methods
    }

    public func dispatch(_ call: inout IncomingCall) {
        switch call.method {
        case 0: call.replyVoid { _ in try methods.loop() }
        case 1: call.replyVoidAsync { (_) throws(WireError) in { [methods] in try await methods.compute() } }
        case 2: call.replyVoidAsync { (_) throws(WireError) in { [methods] in try await methods.suspend() } }
        case 3: call.replyVoidAsync { (_) throws(WireError) in { [methods] in try await methods.watch() } }
        case 4: call.reply { reader in try methods.ignore(milliseconds: reader.next()) }
        case 5:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let milliseconds = try reader.next(Int.self)
                return { [methods] in try await methods.ignoreLater(milliseconds: milliseconds) }
            }
        case 6: call.replyVoidAsync { (_) throws(WireError) in { [methods] in try await methods.block() } }
        case 7: call.replyVoid { _ in try methods.release() }
        case 8: call.replyVoidAsync { (_) throws(WireError) in { [methods] in try await methods.leaveBehind() } }
        case 9: call.reply { reader in try methods.echo(number: reader.next()) }
        case 10:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let number = try reader.next(Int.self)
                return { [methods] in try await methods.echoLater(number: number) }
            }
        case 11: call.reply { reader in try methods.timeLeft(ballast: reader.next()) }
        case 12:
            call.replyAsync { (reader: inout WireReader) throws(WireError) in
                let ballast = try reader.next([UInt8].self)
                return { [methods] in try await methods.timeLeftLater(ballast: ballast) }
            }
        case 13: call.reply { _ in try methods.counts() }
        default: call.rejectUnknownMethod()
        }
    }
}
