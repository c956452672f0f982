import OutboardTesting
import Testing

@testable import OutboardCore

/// The record of a call that is answered is its own until then, whatever is sent behind it.
@Suite struct OneWaySlotTests {
    /// Decodes an argument after the gate has opened, and looks at its deadline then.
    private struct LateReader: InterfaceDispatcher {
        static let interface = InterfaceDescriptor(
            "LateReader", version: "1.0",
            methods: [
                MethodDescriptor(
                    "read(_:)", [ParameterDescriptor("_", Int.self)], returns: [Int].self),
                MethodDescriptor("skip(_:)", [ParameterDescriptor("_", [Int].self)], isOneWay: true),
            ])
        let gate: Gate

        func dispatch(_ call: inout IncomingCall) {
            switch call.method {
            case 0:
                call.reply { (reader: inout WireReader) throws -> [Int] in
                    gate.pass()
                    let hasDeadline = CallContext.current.deadline != nil
                    return [try reader.next(Int.self), hasDeadline ? 1 : 0]
                }
            case 1: call.runOneWay { (reader: inout WireReader) throws in _ = try reader.next([Int].self) }
            default: call.rejectUnknownMethod()
            }
        }
    }

    private struct Client: InterfaceClient {
        static let interface = LateReader.interface
        var caller: Caller

        func read(_ number: Int) async throws -> [Int] {
            try await caller.deadline(in: Patience.duration).callAsync(0, byteCount: 8) {
                number.encode(into: &$0)
            } decode: { (reader: inout WireReader) throws(WireError) in
                try reader.next([Int].self)
            }
        }

        func skip(_ number: Int) async throws {
            // As long as the other's arguments and its deadline.
            let numbers = [number, number]
            try await caller.sendAsync(1, byteCount: numbers.wireByteCount) { numbers.encode(into: &$0) }
        }
    }

    @Test(arguments: [2, 8])
    func `one-way calls behind a call that runs do not write to its slot`(_ slots: Int) async throws {
        let gate = Gate()
        let plugin = try InProcessPlugin(serving: LateReader(gate: gate), slots: slots, blockBytes: 64)
        defer {
            gate.open()
            plugin.stop()
        }
        let client = try plugin.client(Client.self, timeout: Patience.duration)
        async let answer = client.read(4711)
        #expect(try await gate.waitForArrivals(1))
        // As many as there is room for, and one more, which waits.
        for number in 1..<slots { try await client.skip(number) }
        async let last: Void = client.skip(slots)
        try await Threads.run { Threads.sleep(milliseconds: 50) }
        gate.open()
        #expect(try await answer == [4711, 1])
        try await last
    }
}
