import OutboardCore
import OutboardTesting
import ProbeInterface

/// Several probes in this process, called as a group.
struct ProbeGroup {
    let pairs: [ProbePair]
    let group: PluginGroup<ProbeClient>

    init(_ count: Int, lanes: Int = 2, slots: Int = 64, waiting: WaitPolicy = .adaptive) throws {
        pairs = try (0..<count).map { _ in try ProbePair(lanes: lanes, slots: slots, waiting: waiting) }
        group = try PluginGroup(pairs.map(\.probe))
    }

    /// Lets waiting methods go and ends the probes.
    func end() {
        for pair in pairs { pair.end() }
    }

    /// Checks that calls of all kinds still work on every one.
    func expectUsable() async throws {
        for pair in pairs { try await pair.expectUsable() }
        let group = self.group
        let sums = try await Threads.run { group.all(ProbeClient.Call.sum(20, 22)).map { try? $0.get() } }
        if sums != pairs.map({ _ in 42 }) { throw ProbeError(reason: "\(sums)") }
    }
}
