import OutboardSystem
import ProbeInterface
import Synchronization
import Testing

@testable import OutboardCore
@testable import OutboardRing

/// A plugin that dies after each of the steps with which it answers.
///
/// All that a host sees of a plugin is the order of its stores, and of its bells: so these are all moments to die at.
@Suite(.serialized) struct CrashPointTests {
    /// What an answer is, and how it is called for.
    struct Scenario: Sendable, CustomTestStringConvertible {
        var byteCount: Int
        var payloadClass: PayloadClass
        var isError = false
        var isAsync = false

        var testDescription: String {
            "\(byteCount) bytes, class \(payloadClass.rawValue)\(isError ? ", an error" : "")\(isAsync ? ", a task" : "")"
        }
    }

    private static let scenarios = [false, true].flatMap { isAsync in
        [
            Scenario(byteCount: 30, payloadClass: .inline, isAsync: isAsync),
            Scenario(byteCount: 60, payloadClass: .block, isAsync: isAsync),
            Scenario(byteCount: 300, payloadClass: .bulk, isAsync: isAsync),
            Scenario(byteCount: 30, payloadClass: .inline, isError: true, isAsync: isAsync),
        ]
    }

    @Test(arguments: scenarios)
    func `a plugin that dies after any of its steps has answered, or has not`(_ scenario: Scenario) async throws {
        let count = try await outcome(scenario, diesAfter: nil).steps
        #expect(count > 5)
        for died in 0...count {
            let (outcome, steps) = try await outcome(scenario, diesAfter: died)
            // The last two are the stamp and the bell.
            let isPublished = died >= steps - 1
            #expect(outcome == (isPublished ? "answered" : "lost true"), "after \(died) of \(steps) steps")
        }
    }

    /// Makes a call that is answered up to a step, and tells what it came to and how many steps there are.
    private func outcome(_ scenario: Scenario, diesAfter died: Int?) async throws -> (outcome: String, steps: Int) {
        let plugin = try HostilePlugin()
        defer { plugin.stop() }
        let caller = plugin.probe().caller
        let text = String(repeating: "x", count: scenario.byteCount - 4)
        let made = Task { () -> String in
            do {
                let found =
                    scenario.isAsync
                    ? try await caller.callAsync(MethodCall<ProbeClient, String>(12, "", 0))
                    : try await Threads.run { try caller.call(MethodCall<ProbeClient, String>(12, "", 0)) }
                return found == text && !scenario.isError ? "answered" : "wrong"
            } catch let error as OutboardError {
                return "\(error.code) \(error.mayHaveExecuted)"
            } catch {
                return error as? ProbeError == ProbeError(reason: text) && scenario.isError ? "answered" : "wrong"
            }
        }
        let lane = scenario.isAsync ? 1 : 0
        let requests = plugin.segments.hostLane(lane).consumer()
        while !requests.isReady { try await Threads.run { Threads.sleep(milliseconds: 1) } }
        let steps = Self.steps(scenario, text, plugin, lane, requests.copyHeader())
        for step in steps.prefix(died ?? steps.count) { step() }
        // As when a process has ended.
        while plugin.channel.tasks.drain(plugin.channel) {}
        plugin.channel.close(CallFate(code: .lost, message: "it died"))
        for lane in plugin.bells { Bell.ring(lane.toHost.raw) }
        return (await made.value, steps.count)
    }

    /// The stores of an answer, in the order of a plugin.
    private static func steps(
        _ scenario: Scenario, _ text: String, _ plugin: HostilePlugin, _ lane: Int, _ request: RecordHeader
    ) -> [() -> Void] {
        let memory = plugin.segments.pluginLane(lane)
        let payload = scenario.isError ? ProbeError(reason: text).wireBytes : text.wireBytes
        var steps: [() -> Void] = []
        func store(_ bytes: [UInt8], at place: UnsafeMutableRawPointer) {
            // Any store may be the last: single bytes first, then words.
            let starts = Array(0..<min(8, bytes.count)) + Array(stride(from: 8, to: bytes.count, by: 8))
            for (start, end) in zip(starts, starts.dropFirst() + [bytes.count]) {
                steps.append {
                    for index in start..<end { place.storeBytes(of: bytes[index], toByteOffset: index, as: UInt8.self) }
                }
            }
        }
        switch scenario.payloadClass {
        case .inline: store(payload, at: memory.records + 16)
        case .block: store(payload, at: memory.blocks)
        default:
            store(payload, at: memory.bulk)
            store(UInt64(payload.count).wireBytes, at: memory.records + 16)
        }
        let isBulk = scenario.payloadClass == .bulk
        let header = RecordHeader(
            kind: scenario.isError ? .error : .reply, callID: request.callID,
            flags: scenario.payloadClass.rawValue, length: isBulk ? 0 : UInt16(payload.count), credit: 1)
        steps.append { memory.records.storeBytes(of: header.callID, toByteOffset: 4, as: UInt32.self) }
        steps.append { memory.records.storeBytes(of: header.word, toByteOffset: 8, as: UInt64.self) }
        steps.append {
            memory.records.assumingMemoryBound(to: Atomic<UInt32>.self).pointee.store(1, ordering: .releasing)
        }
        steps.append { Bell.ring(plugin.bells[lane].toHost.raw) }
        return steps
    }
}
