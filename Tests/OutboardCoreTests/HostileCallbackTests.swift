import COutboard
import OutboardRing
import OutboardSystem
import ProbeInterface
import Testing

@testable import OutboardCore

/// What a hostile plugin may make of a callback: a violation, or an error of its own making.
@Suite struct HostileCallbackTests {
    /// An answer that is a callback, with what it says.
    private static func callback(_ request: RecordHeader, _ payload: [UInt8], credit: UInt16 = 1) -> CraftedRecord {
        CraftedRecord(
            header: RecordHeader(
                kind: .error, callID: request.callID, method: UInt16(OUTBOARD_ERROR_CALLBACK),
                flags: PayloadClass.block.rawValue, length: UInt16(payload.count), credit: credit),
            block: payload)
    }

    /// A plugin that wants `Probe` of its host, as it is or with another method first.
    private static func plugin(wanting interface: InterfaceDescriptor = ProbeClient.interface) throws -> HostilePlugin {
        let plugin = try HostilePlugin()
        plugin.channel.adopt(WantedInterfaces([interface.signature]))
        return plugin
    }

    private static func request(_ interface: UInt16, _ method: UInt16, _ arguments: [UInt8] = []) -> [UInt8] {
        CallbackRequest(interface: interface, method: method, arguments: arguments).wireBytes
    }

    @Test(arguments: [[], [0], [0, 0, 0], request(1, 0), request(.max, 0)] as [[UInt8]])
    func `that names no interface ends the plugin`(_ payload: [UInt8]) async throws {
        let plugin = try Self.plugin()
        defer { plugin.stop() }
        try plugin.respond(lane: 1) { [Self.callback($0, payload)] }
        let probe = try plugin.probe().serving(ProbeDispatcher(LocalProbe()))
        let error = await #expect(throws: OutboardError.self) { _ = try await probe.echoLater("x", milliseconds: 0) }
        #expect(error?.code == .violated && error?.mayHaveExecuted == true)
        #expect(plugin.violations.count == 1)
    }

    @Test func `where nothing is served ends the plugin`() async throws {
        let plugin = try Self.plugin()
        defer { plugin.stop() }
        try plugin.respond(lane: 1) { [Self.callback($0, Self.request(0, 0))] }
        let probe = plugin.probe()
        let error = await #expect(throws: OutboardError.self) { _ = try await probe.echoLater("x", milliseconds: 0) }
        #expect(error?.code == .violated)
        let other = try Self.plugin()
        defer { other.stop() }
        try other.respond { [Self.callback($0, Self.request(0, 0))] }
        let served = try other.probe().serving(ProbeDispatcher(LocalProbe()))
        #expect(try await Threads.run { Caught.error { try served.null() } }?.code == .violated)
        #expect(other.violations.count == 1)
    }

    /// Served as well: with a method behind those that may be called, and with what a plugin would lend.
    private struct Spare: InterfaceDispatcher {
        static let interface = InterfaceDescriptor(
            "Spare", version: "1.0",
            methods: [MethodDescriptor("take(_:)", [ParameterDescriptor("_", SharedBytes.self)])])

        func dispatch(_ call: inout IncomingCall) { call.replyVoid { (_: inout WireReader) throws in } }
    }

    /// The payload of the second request of the lane of tasks.
    private static func payload(of header: RecordHeader, _ segments: SegmentPair) -> [UInt8] {
        let lane = segments.hostLane(1)
        let requests = lane.consumer(at: 1)
        switch header.payloadClass {
        case .inline: return Array(UnsafeRawBufferPointer(start: requests.body, count: Int(header.length)))
        case .block: return Array(UnsafeRawBufferPointer(start: requests.block, count: Int(header.length)))
        default:
            let byteCount = Int(requests.body.load(as: UInt64.self))
            return Array(UnsafeRawBufferPointer(start: lane.bulk, count: byteCount))
        }
    }

    /// What the host answers to a callback, as its method would get it.
    private static func outcome(
        of payload: [UInt8], wanting interface: InterfaceDescriptor = ProbeClient.interface,
        serving probe: LocalProbe = LocalProbe()
    ) async throws -> CallbackOutcome? {
        let plugin = try Self.plugin(wanting: interface)
        defer { plugin.stop() }
        let seen = OneShot<[UInt8]>()
        let segments = plugin.segments
        try plugin.respond(lane: 1, requests: 2) { header in
            if header.kind == .call {
                #expect(header.flags & RecordHeader.servesFlag != 0)
                return [Self.callback(header, payload)]
            }
            #expect(header.kind == .callbackReply)
            seen.fulfil(Self.payload(of: header, segments))
            return [
                CraftedRecord(header: RecordHeader(kind: .reply, callID: header.callID, length: 4, credit: 2))
            ]
        }
        let caller = Caller(
            plugin.probe().caller.binding.serving(HostServices(ProbeDispatcher(probe).and(Spare()))))
        #expect(try await ProbeClient(caller: caller).echoLater("x", milliseconds: 0) == "")
        #expect(plugin.violations.isEmpty)
        return try seen.wait(timeoutNanoseconds: 0).map { try CallbackOutcome(wireBytes: $0) }
    }

    @Test func `of any method, with any arguments, has an outcome`() async throws {
        let sum = try await Self.outcome(of: Self.request(0, 2, 3.wireBytes + 4.wireBytes))
        #expect(sum?.error == nil && sum?.payload == 7.wireBytes)
        for method in [15, 16, 0x7fff, UInt16.max] {
            let unknown = try await Self.outcome(of: Self.request(0, method))
            #expect(unknown?.error == UInt16(OUTBOARD_ERROR_UNKNOWN_METHOD))
        }
        for arguments in [[], [1], [UInt8](repeating: 0xff, count: 7)] {
            let bad = try await Self.outcome(of: Self.request(0, 2, arguments))
            #expect(bad?.error == UInt16(OUTBOARD_ERROR_BAD_ARGUMENTS))
        }
        let declared = try await Self.outcome(of: Self.request(0, 3, "no".wireBytes))
        #expect(declared?.error == 0 && declared?.payload == ProbeError(reason: "no").wireBytes)
    }

    @Test func `of what is served otherwise is an error that shows both sides`() async throws {
        let other = InterfaceDescriptor(
            "Probe", version: "1.0", methods: [MethodDescriptor("zero()", returns: Int.self)])
        let outcome = try await Self.outcome(of: Self.request(0, 0), wanting: other)
        #expect(outcome?.error == UInt16(OUTBOARD_ERROR_MISMATCH))
        let text = try String(wireBytes: outcome?.payload ?? [])
        #expect(text.contains("the host serves `null()") && text.contains("the plugin calls `zero()"), "\(text)")
        let plugin = try Self.plugin(wanting: other)
        defer { plugin.stop() }
        let early = #expect(throws: OutboardError.self) {
            try plugin.probe().serving(ProbeDispatcher(LocalProbe()))
        }
        #expect(early?.code == .interfaceMismatch)
        let missing = InterfaceDescriptor("Other", version: "1.0", methods: [])
        let none = try await Self.outcome(of: Self.request(0, 0), wanting: missing)
        #expect(none?.error == UInt16(OUTBOARD_ERROR_NOT_SERVED))
        let newer = InterfaceDescriptor("Probe", version: "2.0", methods: [])
        let major = try await Self.outcome(of: Self.request(0, 0), wanting: newer)
        #expect(major?.error == UInt16(OUTBOARD_ERROR_MISMATCH))
    }

    @Test func `of what would be lent by the plugin is refused`() throws {
        let plugin = try Self.plugin(wanting: Spare.interface)
        defer { plugin.stop() }
        let error = #expect(throws: OutboardError.self) { try plugin.probe().serving(Spare()) }
        #expect(error?.code == .interfaceMismatch && error?.message.contains("SharedBytes") == true)
    }

    @Test func `that comes after its call was given up has its method told`() async throws {
        let plugin = try Self.plugin()
        defer { plugin.stop() }
        let gate = OneShot<Void>()
        let told = OneShot<UInt32>()
        let asked = Locked<UInt32>(0)
        let segments = plugin.segments
        try plugin.respond(lane: 1, requests: 2) { header in
            if header.kind == .call {
                asked.withLock { $0 = header.callID }
                _ = gate.wait(timeoutNanoseconds: Patience.nanoseconds)
                return [Self.callback(header, Self.request(0, 0))]
            }
            let bytes = Self.payload(of: header, segments)
            if let outcome = try? CallbackOutcome(wireBytes: bytes), outcome.isCancelled { told.fulfil(outcome.number) }
            return []
        }
        let probe = try plugin.probe().serving(ProbeDispatcher(LocalProbe())).timeout(.milliseconds(50))
        let error = await #expect(throws: OutboardError.self) { _ = try await probe.echoLater("x", milliseconds: 0) }
        #expect(error?.code == .timeout)
        gate.fulfil(())
        let number = try await Threads.run { told.wait(timeoutNanoseconds: Patience.nanoseconds) }
        #expect(number != nil && number == asked.withLock { $0 })
    }
}
