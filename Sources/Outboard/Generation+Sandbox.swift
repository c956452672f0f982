internal import OutboardSystem

// What a generation has to do with its sandbox while it runs, and when it ends.
extension Generation {
    /// Why the plugin must not be called: it says that it is ready, was to give up system calls, and has not.
    ///
    /// Nil if it has, or need not have.
    var lackOfReadyCalls: String? {
        let report = link.lookAtFilters()
        guard options.sandbox.level != .none, options.sandbox.required.contains(.readyCalls) else { return nil }
        return report.missing[.readyCalls]
    }

    /// The limit of its own control group for which the kernel has killed in it, in bytes.
    var ownMemoryLimitPassed: Int? {
        guard let group = link.process.enclosure?.group, group.memoryKills > 0 else { return nil }
        return options.sandbox.memoryLimit
    }

    /// Collects what ends after the process: the first one of its namespaces, and its control group.
    ///
    /// Looks again, ever more rarely, until nothing is left.
    static func collectEnclosure(_ link: ProcessLink, _ watch: GenerationWatch, pause: UInt64 = 1_000_000) {
        guard let enclosure = link.process.enclosure else { return }
        enclosure.kill()
        // The process itself first: the first one of the namespaces ends after all others.
        if link.process.isReadable, link.process.reap() != nil, enclosure.collect() { return }
        watch.schedule(at: MonotonicClock.now() &+ pause) {
            collectEnclosure(link, watch, pause: min(pause &* 2, 1_000_000_000))
        }
    }
}
