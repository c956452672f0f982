internal import Glibc
internal import OutboardCore
internal import OutboardSystem

// What a plugin uses up where nothing but its host bounds it.
extension Generation {
    private static let pause: UInt64 = 250_000_000
    /// Over how long processor time is averaged: 20 looks.
    private static let span: UInt64 = 5_000_000_000

    /// Begins to look, if there is anything to look at.
    func watchUsage() {
        let limits = link.watched
        guard !limits.isEmpty else { return }
        look(limits, since: [ProcessUsage(of: processID)].compactMap { $0 })
    }

    /// Looks, and again after a while.
    ///
    /// - Parameters:
    ///   - limits: What the plugin may use.
    ///   - earlier: What it had used, the earliest first; over no more than the span.
    private func look(_ limits: UsageLimits, since earlier: [ProcessUsage]) {
        watch.schedule(at: MonotonicClock.now() &+ Self.pause) { [self] in
            guard isServing else { return }
            // Not for want of a descriptor, for example: the next look may find more.
            guard let now = ProcessUsage(of: processID) else { return look(limits, since: earlier) }
            if let most = limits.threads, now.threads > most {
                return kill(.overused("\(now.threads) threads, and may use \(most)"))
            }
            if let most = limits.processors, let first = earlier.first, now.at &- first.at >= Self.span {
                let used = now.processors(since: first)
                if used > most { return kill(.overused("\(used.rounded2) processors for 5 s, and may use \(most)")) }
            }
            var recent = earlier + [now]
            while recent.count > 1, now.at &- recent[1].at >= Self.span { recent.removeFirst() }
            look(limits, since: recent)
        }
    }
}

extension Double {
    /// With two digits behind the point.
    fileprivate var rounded2: Double { (self * 100).rounded() / 100 }
}
