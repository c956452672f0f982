import OutboardTesting
import ProbeInterface
import Testing

@testable import OutboardCore

/// What happens when a plugin has as much to do as there is room for.
@Suite(.serialized) struct BackPressureTests {
    /// Calls `echoLater`, which waits for the gate, and counts its encoding.
    private static func echo(_ caller: Caller, _ text: String, _ tally: Tally) async throws -> String {
        let byteCount = text.wireByteCount &+ Int(-1).wireByteCount
        return try await caller.callAsync(12, byteCount: byteCount) { writer in
            tally.count("encoded")
            text.encode(into: &writer)
            Int(-1).encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> String in
            try reader.next()
        }
    }

    @Test func `arguments of calls beyond the bound are not encoded before there is room`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 2)
        defer { pair.end() }
        let caller = pair.probe.caller
        let tally = Tally()
        // A third of the bound each: two in the ring, at most three in the queue.
        let text = String(repeating: "x", count: 340_000)
        let tasks = (0..<100).map { _ in Task { try await Self.echo(caller, text, tally) } }
        #expect(try await pair.gate.waitForArrivals(2))
        for _ in 0..<2000 { await Task.yield() }
        #expect((2...5).contains(tally["encoded"]), "\(tally.all)")
        // Most of them end without ever having been encoded.
        for task in tasks[20...] { task.cancel() }
        for task in tasks[20...] { await #expect(throws: CancellationError.self) { try await task.value } }
        #expect(tally["encoded"] < 100, "\(tally.all)")
        pair.gate.open()
        for task in tasks[..<20] {
            do { #expect(try await task.value == text) } catch { #expect(error is CancellationError) }
        }
        try await pair.expectUsable()
    }

    @Test func `small calls are encoded at once and wait in the queue`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 2)
        defer { pair.end() }
        let caller = pair.probe.caller
        let tally = Tally()
        let tasks = (0..<1000).map { number in Task { try await Self.echo(caller, "\(number)", tally) } }
        while tally["encoded"] < 1000 { await Task.yield() }
        pair.gate.open()
        for (number, task) in tasks.enumerated() { #expect(try await task.value == "\(number)") }
        try await pair.expectUsable()
    }

    /// A call keeps its channel, so the channel must not keep a call.
    @Test(arguments: ["x", String(repeating: "x", count: 340_000)])
    func `calls that waited when the plugin died do not keep its memory`(_ text: String) async throws {
        weak var channel: CallChannel?
        try await {
            let pair = try ProbePair(lanes: 1, slots: 2)
            defer { pair.end() }
            let caller = pair.probe.caller
            channel = caller.binding.channel
            let tally = Tally()
            let tasks = (0..<20).map { _ in Task { try await Self.echo(caller, text, tally) } }
            #expect(try await pair.gate.waitForArrivals(2))
            // Small ones are encoded and queued; of the large ones there is room for three.
            while tally["encoded"] < (text.utf8.count == 1 ? 20 : 5) { await Task.yield() }
            for _ in 0..<2000 { await Task.yield() }
            pair.plugin.die()
            for task in tasks { await #expect(throws: OutboardError.self) { try await task.value } }
        }()
        // Threads that are about to end keep it for a moment.
        for _ in 0..<3000 where channel != nil { try await Task.sleep(for: .milliseconds(10)) }
        #expect(channel == nil)
    }

    @Test(arguments: [2, 8]) func `a call that may not wait fails when the ring is full`(_ slots: Int) async throws {
        let pair = try ProbePair(lanes: 1, slots: slots)
        defer { pair.end() }
        let impatient = pair.probe.backPressure(.fail)
        let tasks = (0..<slots).map { _ in Task { try await impatient.echoLater("in", milliseconds: -1) } }
        #expect(try await pair.gate.waitForArrivals(slots))
        for _ in 0..<50 {
            let error = await #expect(throws: OutboardError.self) {
                try await impatient.echoLater("out", milliseconds: -1)
            }
            #expect(error?.code == .busy && error?.mayHaveExecuted == false)
        }
        // Others wait meanwhile, and one that may not wait does not overtake them.
        let patient = Task { [probe = pair.probe] in try await probe.echoLater("waits", milliseconds: -1) }
        pair.gate.open()
        for task in tasks { #expect(try await task.value == "in") }
        #expect(try await patient.value == "waits")
        #expect(try await impatient.echoLater("again", milliseconds: 0) == "again")
        #expect(pair.gate.count == slots + 1 || pair.gate.count == slots)
        try await pair.expectUsable()
    }

    @Test func `a thread that may not wait fails when all lanes are in use`() async throws {
        let pair = try ProbePair(lanes: 1)
        defer { pair.end() }
        let probe = pair.probe
        async let busy: Void = Threads.run { try probe.sleep(milliseconds: -1) }
        #expect(try await pair.gate.waitForArrivals(1))
        let error = try await Threads.run { Caught.error { try probe.backPressure(.fail).null() } }
        #expect(error?.code == .busy && error?.mayHaveExecuted == false)
        pair.gate.open()
        try await busy
        try await pair.expectUsable()
    }

    @Test func `other options do not change it`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 2)
        defer { pair.end() }
        let impatient = pair.probe.backPressure(.fail).timeout(.seconds(50)).deadline(in: .seconds(50))
        let tasks = (0..<2).map { _ in Task { try await impatient.echoLater("in", milliseconds: -1) } }
        #expect(try await pair.gate.waitForArrivals(2))
        let error = await #expect(throws: OutboardError.self) { try await impatient.echoLater("", milliseconds: 0) }
        #expect(error?.code == .busy)
        pair.gate.open()
        for task in tasks { #expect(try await task.value == "in") }
    }

    @Test func `a call that does not encode gives its place back`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 2)
        defer { pair.end() }
        let caller = pair.probe.caller.backPressure(.fail)
        for _ in 0..<10 {
            let error = await #expect(throws: OutboardError.self) {
                try await caller.callAsync(12, byteCount: 5) { _ in
                } decode: { (_: inout WireReader) throws(WireError) in
                }
            }
            #expect(error?.code == .invalidPayload)
        }
        try await pair.expectUsable()
    }

    @Test func `thousands that wait all end at their deadline`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 4)
        defer { pair.end() }
        let probe = pair.probe.timeout(.milliseconds(300))
        let tally = Tally()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3000 {
                group.addTask {
                    do { _ = try await probe.echoLater("x", milliseconds: -1) } catch let error as OutboardError {
                        tally.count("\(error.code) \(error.mayHaveExecuted)")
                    } catch {
                        tally.count("\(error)")
                    }
                }
            }
        }
        // Those that were sent take all slots, so that no other can be.
        #expect(tally["timeout true"] == 4 && tally["timeout false"] == 2996, "\(tally.all)")
        pair.gate.open()
        try await pair.expectUsable()
    }

    @Test func `thousands that wait all end with the plugin`() async throws {
        let pair = try ProbePair(lanes: 1, slots: 4)
        defer { pair.end() }
        let probe = pair.probe
        let tally = Tally()
        let text = String(repeating: "x", count: 5000)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<3000 {
                group.addTask {
                    do { _ = try await probe.echoLater(text, milliseconds: -1) } catch let error as OutboardError {
                        tally.count("\(error.code) \(error.mayHaveExecuted)")
                    } catch {
                        tally.count("\(error)")
                    }
                }
            }
            #expect((try? await pair.gate.waitForArrivals(4)) == true)
            pair.plugin.die()
        }
        #expect(tally["lost true"] == 4 && tally["notSent false"] == 2996, "\(tally.all)")
    }
}
