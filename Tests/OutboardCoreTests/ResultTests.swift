import OutboardTesting
import ProbeInterface
import Testing

@testable import OutboardCore

/// What a plugin's methods return or throw that does not travel.
@Suite struct ResultTests {
    /// Announces one size and writes another.
    struct Liar: Error, WireValue {
        var announced: Int
        var written: Int

        static func describe(in schema: inout WireSchema) -> WireType { .bytes }
        var wireByteCount: Int { announced }
        func encode(into writer: inout WireWriter) {
            for _ in 0..<written { writer.append(UInt8(1)) }
        }
        init(announced: Int, written: Int) {
            self.announced = announced
            self.written = written
        }
        init(from reader: inout WireReader) throws(WireError) {
            self.init(announced: reader.remaining, written: reader.remaining)
            while reader.remaining > 0 { _ = try reader.next(UInt8.self) }
        }
    }

    /// Encodes well and never decodes.
    struct Sphinx: WireValue {
        static func describe(in schema: inout WireSchema) -> WireType { .bool }
        var wireByteCount: Int { 1 }
        func encode(into writer: inout WireWriter) { writer.append(UInt8(7)) }
        init() {}
        init(from reader: inout WireReader) throws(WireError) { throw .truncated }
    }

    /// An interface written by hand whose methods misbehave.
    struct Oddities: InterfaceDispatcher, InterfaceClient {
        static let interface = InterfaceDescriptor(
            "Oddities", version: "1.0",
            methods: [
                MethodDescriptor("lie()", returns: Liar.self), MethodDescriptor("throwLie()"),
                MethodDescriptor("later()", returns: Liar.self, isAsync: true), MethodDescriptor("wireError()"),
                MethodDescriptor("wireErrorLater()", isAsync: true), MethodDescriptor("silence()"),
                MethodDescriptor("shape()", returns: Shape.self), MethodDescriptor("sphinx()", returns: Sphinx.self),
                MethodDescriptor("wait()"), MethodDescriptor("fine()", returns: Int.self),
                MethodDescriptor("unknown()"),
            ], errors: [Liar.self])
        var caller: Caller
        func dispatch(_ call: inout IncomingCall) {}
    }

    struct Server: InterfaceDispatcher {
        static var interface: InterfaceDescriptor { Oddities.interface }
        let gate: Gate

        func dispatch(_ call: inout IncomingCall) {
            switch call.method {
            case 0:
                call.reply { (reader: inout WireReader) throws -> Liar in
                    Liar(announced: try reader.next(), written: try reader.next())
                }
            case 1:
                call.replyVoid { (reader: inout WireReader) throws in
                    throw Liar(announced: try reader.next(), written: try reader.next())
                }
            case 2:
                call.replyAsync { (reader: inout WireReader) throws(WireError) in
                    let liar = Liar(announced: try reader.next(), written: try reader.next())
                    return {
                        await Task.yield()
                        return liar
                    }
                }
            case 3: call.replyVoid { (_: inout WireReader) throws in throw WireError.truncated }
            case 4: call.replyVoidAsync { (_: inout WireReader) throws(WireError) in { throw WireError.truncated } }
            case 5: break
            case 6: call.reply { (reader: inout WireReader) throws -> Shape in .nested(try reader.next()) }
            case 7: call.reply { (_: inout WireReader) throws -> Sphinx in Sphinx() }
            case 8: call.replyVoid { [gate] (_: inout WireReader) throws in gate.pass() }
            case 9: call.reply { (_: inout WireReader) throws -> Int in 9 }
            default: call.rejectUnknownMethod()
            }
        }
    }

    private let gate = Gate()

    private func start(lanes: Int = 2) throws -> (plugin: InProcessPlugin<Server>, caller: Caller) {
        let plugin = try InProcessPlugin(
            serving: Server(gate: gate), lanes: lanes, slots: 4, blockBytes: 64, bulkBytes: 4096)
        return (plugin, try plugin.client(Oddities.self, timeout: Patience.duration).caller)
    }

    private func fine(_ caller: Caller) throws -> Int {
        try caller.call(9, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) in
            try reader.next(Int.self)
        }
    }

    private static let sizes = [-1, 0, 1, 48, 49, 64, 65, 4096, 4097, 20_000]

    @Test(arguments: [UInt16(0), 1, 2])
    func `a result or error of another size than announced is refused, and the plugin lives`(_ method: UInt16)
        async throws
    {
        let (plugin, caller) = try start()
        defer { plugin.stop() }
        for announced in Self.sizes {
            for written in Self.sizes where written >= 0 && written != announced {
                let error = try await lie(caller, method, announced, written)
                // What fits into a block is not measured: what it announces tells nobody anything.
                if written <= 64 {
                    #expect(error == nil, "\(announced) \(written)")
                } else {
                    #expect(error?.code == .invalidPayload && error?.mayHaveExecuted == true, "\(announced) \(written)")
                }
            }
        }
        #expect(try fine(caller) == 9)
    }

    /// Calls a method from a thread of its own: the asynchronous one needs those of the tasks.
    private func lie(_ caller: Caller, _ method: UInt16, _ announced: Int, _ written: Int) async throws
        -> OutboardError?
    {
        try await Threads.run {
            do {
                let liar = try caller.call(method, byteCount: 16) { writer in
                    announced.encode(into: &writer)
                    written.encode(into: &writer)
                } decode: { (reader: inout WireReader) throws(WireError) in
                    try reader.next(Liar.self)
                }
                #expect(liar.written == written)
                return nil
            } catch let error as OutboardError {
                return error
            } catch let liar as Liar {
                #expect(liar.written == written)
                return nil
            }
        }
    }

    @Test func `announced sizes beyond all bounds are refused, and the plugin lives`() async throws {
        let (plugin, caller) = try start()
        defer { plugin.stop() }
        for method in UInt16(0)...2 {
            for announced in [Int.max, Int.max - 4096, 1 << 62, 1 << 40, 1 << 32, Int.min] {
                let error = try await lie(caller, method, announced, 65)
                #expect(error?.code == .invalidPayload, "\(announced)")
            }
        }
        #expect(try fine(caller) == 9)
    }

    @Test func `an error of a decoder that the method itself threw may have executed something`() throws {
        let (plugin, caller) = try start()
        defer { plugin.stop() }
        for method in UInt16(3)...4 {
            do {
                try caller.callVoid(method)
                Issue.record("nothing was thrown")
            } catch let error as OutboardError {
                #expect(error.mayHaveExecuted)
            } catch {
                #expect((error as? RemoteError)?.typeName == "WireError")
            }
        }
        #expect(try fine(caller) == 9)
    }

    @Test func `a dispatcher that does not answer gives an error, not a hang`() throws {
        let (plugin, caller) = try start()
        defer { plugin.stop() }
        #expect(Caught.error { try caller.callVoid(5) }?.code == .invalidPayload)
        #expect(Caught.error { try caller.callVoid(10) }?.code == .unknownMethod)
        #expect(try fine(caller) == 9)
    }

    @Test func `a result nested too deep is refused, and the plugin lives`() throws {
        let (plugin, caller) = try start()
        defer { plugin.stop() }
        func nested(_ depth: Int) throws -> Shape {
            try caller.call(6, byteCount: 8) {
                depth.encode(into: &$0)
            } decode: { reader throws(WireError) in
                try reader.next(Shape.self)
            }
        }
        #expect(try nested(31) == .nested(31))
        for depth in [32, 33, 63, 64, 65, 200] {
            #expect(Caught.error { _ = try nested(depth) }?.code == .invalidPayload)
        }
        #expect(try fine(caller) == 9)
    }

    @Test(arguments: [false, true])
    func `a result that does not decode ends the plugin for all callers at once`(_ isAsync: Bool) async throws {
        let (plugin, caller) = try start()
        defer { plugin.stop() }
        let gate = self.gate
        // Waits on its lane, without end, for a plugin that is then found to be broken.
        async let other = Threads.run { Caught.error { try caller.timeout(nil).callVoid(8) } }
        #expect(try await gate.waitForArrivals(1))
        if isAsync {
            let error = await #expect(throws: OutboardError.self) {
                _ = try await caller.callAsync(7, byteCount: 0) { _ in
                } decode: { reader throws(WireError) in
                    try reader.next(Sphinx.self)
                }
            }
            #expect(error?.code == .violated)
        } else {
            let error = Caught.error {
                _ = try caller.call(7, byteCount: 0) { _ in
                } decode: { reader throws(WireError) in
                    try reader.next(Sphinx.self)
                }
            }
            #expect(error?.code == .violated)
        }
        #expect(try await other?.code == .violated)
        gate.open()
        #expect(Caught.error { _ = try fine(caller) }?.code == .notSent)
    }

    @Test func `bytes left behind a result end the plugin`() throws {
        let (plugin, caller) = try start()
        defer { plugin.stop() }
        let error = Caught.error {
            _ = try caller.call(9, byteCount: 0) { _ in
            } decode: { reader throws(WireError) in
                try reader.next(UInt32.self)
            }
        }
        #expect(error?.code == .violated)
    }
}
