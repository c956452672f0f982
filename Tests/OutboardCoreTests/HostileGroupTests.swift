import OutboardRing
import ProbeInterface
import Testing

@testable import OutboardCore

/// A member of a group that breaks the protocol is its own ruin.
@Suite(.serialized) struct HostileGroupTests {
    @Test(arguments: Attack.all)
    func `the others' answers come`(_ attack: Attack) async throws {
        let pair = try ProbePair(waiting: .park)
        defer { pair.end() }
        let hostile = try HostilePlugin(lanes: 2)
        defer { hostile.stop() }
        try hostile.respond { attack.records($0) }
        let group = try PluginGroup([hostile.probe(), pair.probe])
        // A method that returns something, so that every payload is looked at.
        let results = try await Threads.run { group.all(ProbeClient.Call.sum(1, 2)) }
        guard case .failure(let error as OutboardError) = results[0] else {
            Issue.record("\(results[0])")
            return
        }
        #expect(error.code == .violated, "\(error)")
        #expect(hostile.violations.count == 1)
        let sum = try results[1].get()
        #expect(sum == 3)
        try await pair.expectUsable()
    }

    @Test func `what a thread waits on stays`() async throws {
        let pairs = try (0..<3).map { _ in try ProbePair(waiting: .park) }
        defer { for pair in pairs { pair.end() } }
        let group = try PluginGroup(pairs.map(\.probe))
        try await Threads.run {
            let first = group.waits.take()
            group.waits.give(first)
            for number in 0..<50 { _ = group.all(ProbeClient.Call.sum(number, 1)) }
            let again = group.waits.take()
            #expect(first === again)
            group.waits.give(again)
        }
    }
}
