import Glibc
import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite struct InProcessPluginTests {
    private func start(
        lanes: Int = 2, slots: Int = 64, blockBytes: Int = 4096, bulkBytes: Int = 1 << 20, maximum: Int = 1 << 30
    ) throws -> ProbePair {
        try ProbePair(
            lanes: lanes, slots: slots, blockBytes: blockBytes, bulkBytes: bulkBytes, maximumPayloadBytes: maximum)
    }

    private func refused(_ body: () throws -> ProbePair) -> Bool {
        Caught.error { try body().end() }?.code == .invalidConfiguration
    }

    @Test func `refuses sizes that are out of bounds`() {
        for lanes in [0, -1, 64, 1000, .max, .min] { #expect(refused { try start(lanes: lanes) }, "\(lanes) lanes") }
        for slots in [0, 1, 3, 2048, -2, .max] { #expect(refused { try start(slots: slots) }, "\(slots) slots") }
        for bytes in [0, 63, 32_832, -64, .max] {
            #expect(refused { try start(blockBytes: bytes) }, "blocks of \(bytes)")
        }
        for bytes in [1, -4096, 1 << 31, .max] { #expect(refused { try start(bulkBytes: bytes) }, "bulk \(bytes)") }
        for bytes in [-1, .min] { #expect(refused { try start(maximum: bytes) }, "maximum \(bytes)") }
    }

    @Test func `accepts the bounds`() throws {
        for pair in [
            try start(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 0), try start(lanes: 63, slots: 2, blockBytes: 64),
            try start(lanes: 1, slots: 1024, blockBytes: 32_768), try start(maximum: .max),
        ] {
            defer { pair.end() }
            #expect(try pair.probe.sum(1, 2) == 3)
            #expect(try pair.probe.make(byteCount: 100_000).count == 100_000)
        }
    }

    @Test func `refuses a client of another interface`() throws {
        struct Other: InterfaceClient {
            static let interface = InterfaceDescriptor("Other", version: "1.0", methods: [])
            var caller: Caller
        }
        let pair = try start()
        defer { pair.end() }
        #expect(Caught.error { _ = try pair.plugin.client(Other.self) }?.code == .interfaceMismatch)
    }

    @Test func `an older plugin lacks a method, an older host does not mind`() throws {
        struct Newer: InterfaceClient {
            static let interface = InterfaceDescriptor(
                "Small", version: "1.3", methods: [MethodDescriptor("one()"), MethodDescriptor("two()")])
            var caller: Caller
        }
        struct Older: InterfaceClient {
            static let interface = InterfaceDescriptor("Small", version: "1.0", methods: [])
            var caller: Caller
        }
        struct Server: InterfaceDispatcher {
            static let interface = InterfaceDescriptor("Small", version: "1.1", methods: [MethodDescriptor("one()")])
            func dispatch(_ call: inout IncomingCall) {
                if call.method == 0 { call.replyVoid { _ in } } else { call.rejectUnknownMethod() }
            }
        }
        let plugin = try InProcessPlugin(serving: Server())
        defer { plugin.stop() }
        let newer = try plugin.client(Newer.self, timeout: Patience.duration)
        try newer.caller.callVoid(0)
        let error = Caught.error { try newer.caller.callVoid(1) }
        #expect(error?.code == .unknownMethod && error?.mayHaveExecuted == false)
        #expect(error?.message.contains("two()") == true)
        _ = try plugin.client(Older.self)
    }

    @Test func `many live and end side by side`() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<24 {
                group.addTask {
                    let pair = try ProbePair(
                        lanes: 1 + number % 3, slots: 2, waiting: number % 2 == 0 ? .park : .adaptive)
                    defer { pair.end() }
                    for turn in 0..<20 {
                        if try pair.probe.sum(number, turn) != number + turn { throw ProbeError(reason: "wrong") }
                        if try await pair.probe.echoLater("\(turn)", milliseconds: 0) != "\(turn)" {
                            throw ProbeError(reason: "wrong")
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `leaves no thread, descriptor or mapping behind`() async {
        await #expect(processExitsWith: .success) {
            alarm(Patience.seconds)
            func use(_ round: Int) async throws {
                let pair = try ProbePair(lanes: 2, slots: 4, blockBytes: 64, bulkBytes: 4096)
                _ = try pair.probe.sum(1, 2)
                _ = try pair.probe.make(byteCount: [10, 100, 5000, 100_000][round % 4])
                _ = try await pair.probe.echoLater(String(repeating: "x", count: 20_000), milliseconds: round % 2)
                // Calls in flight at the end: on a lane, in a pipeline, asynchronous, and one that needs an attachment.
                _ = Caught.error { try pair.probe.timeout(.milliseconds(1)).sleep(milliseconds: 20) }
                _ = Caught.error { _ = try pair.probe.timeout(.nanoseconds(1)).make(byteCount: 50_000) }
                let task = Task { try await pair.probe.echoLater("x", milliseconds: 30) }
                await Task.yield()
                if round % 3 == 0 { pair.plugin.die() }
                if round % 2 == 0 { pair.end() }
                task.cancel()
                _ = await task.result
            }
            for round in 0..<4 { try await use(round) }
            Threads.sleep(milliseconds: 300)
            let before = ProcessState.now
            for round in 0..<60 { try await use(round) }
            exit(ProcessState.returns(to: before) ? 0 : 1)
        }
    }

    @Test func `a worker that waits for an attachment ends with the plugin`() async {
        await #expect(processExitsWith: .success) {
            alarm(Patience.seconds)
            func use() throws {
                let pair = try ProbePair(lanes: 1, slots: 4, blockBytes: 64, bulkBytes: 0)
                // Gives up before the plugin asks for room; nobody uses the lane again.
                _ = Caught.error { _ = try pair.probe.timeout(.nanoseconds(1)).make(byteCount: 1_000_000) }
                Threads.sleep(milliseconds: 10)
            }
            try use()
            Threads.sleep(milliseconds: 300)
            let before = ProcessState.now
            for _ in 0..<30 { try use() }
            exit(ProcessState.returns(to: before) ? 0 : 1)
        }
    }

    @Test func `arguments that were sent do not stay in memory`() async {
        await #expect(processExitsWith: .success) {
            alarm(Patience.seconds)
            let pair = try ProbePair()
            let text = String(repeating: "x", count: 8 << 20)
            _ = try await pair.probe.echoLater(text, milliseconds: 0)
            let before = ProcessState.peakBytes
            for _ in 0..<40 { _ = try await pair.probe.echoLater(text, milliseconds: 0) }
            // Kept, they would be 320 MiB.
            exit(ProcessState.peakBytes - before < 160 << 20 ? 0 : 1)
        }
    }

    @Test func `calls in a row use no more memory than one`() async {
        await #expect(processExitsWith: .success) {
            alarm(Patience.seconds)
            let pair = try ProbePair(blockBytes: 64, bulkBytes: 4096)
            func round(_ count: Int) async throws {
                for number in 0..<count {
                    _ = try pair.probe.echo(bytes: LocalProbe.bytes([0, 60, 3000, 200_000][number % 4]))
                    _ = try await pair.probe.echoLater(String(repeating: "x", count: number % 9000), milliseconds: 0)
                    _ = try? pair.probe.fail(reason: "x")
                    _ = Caught.error { try pair.probe.caller.callVoid(99) }
                }
            }
            try await round(400)
            let before = (ProcessState.peakBytes, ProcessState.now)
            try await round(4000)
            let grown = ProcessState.peakBytes - before.0
            exit(grown < 64 << 20 && ProcessState.returns(to: before.1) ? 0 : 1)
        }
    }
}
