internal import Outboard

/// The policy that is best at a gap, among those that cost no more than `adaptive`.
///
/// Polling without end is always fastest. So a policy is only compared with those that use about as much of the
/// processors, or less: at most a quarter more, and five hundredths of a processor.
struct BestPolicy: Sendable {
    /// Its name.
    let policy: String
    /// The latency of `adaptive` over that of this one: the median over rounds, in which both were measured.
    let ratio: Double

    /// Finds it.
    init?(_ cells: [GapCell]) {
        guard let adaptive = cells.first(where: { $0.policy == .adaptive }) else { return nil }
        let limit = adaptive.cpuPercent * 1.25 + 5
        let others = cells.filter { $0.policy != .adaptive && $0.cpuPercent <= limit }
        guard let best = others.min(by: { $0.medianNs < $1.medianNs }) else { return nil }
        let ratios = zip(adaptive.blockMeans, best.blockMeans).map { $0 / $1 }.sorted()
        guard !ratios.isEmpty else { return nil }
        self.policy = best.policy.description
        self.ratio = ratios[ratios.count / 2]
    }
}
