internal import BenchInterface

/// Where the two threads run.
struct ProcessorPair: Sendable {
    /// The calling thread's.
    var host: Int
    /// The plugin's lane worker's.
    var plugin: Int

    /// Whether there is only one, so that nothing is pinned and polling makes way.
    var isShared: Bool { host == plugin }

    /// Reads `a,b`.
    static func parse(_ text: String) throws -> Self {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let host = numbers[0], let plugin = numbers[1], host >= 0, plugin >= 0 else {
            throw BenchError("write two processor numbers, such as 0,1")
        }
        return Self(host: host, plugin: plugin)
    }

    /// The same pair, if this process may use it.
    func checked() throws -> Self {
        let usable = Processors.usable()
        for processor in [host, plugin] where !usable.contains(processor) {
            let list = usable.map(String.init).joined(separator: ", ")
            throw BenchError("CPU \(processor) is not one that this process may use: \(list)")
        }
        return self
    }

    /// Two processors that share the last cache and are not threads of one core, or else the best there is.
    static func choose() -> Self {
        let usable = Processors.usable()
        guard let first = usable.first else { return Self(host: 0, plugin: 0) }
        var best = Self(host: first, plugin: usable.dropFirst().first ?? first)
        for host in usable {
            for plugin in usable where plugin > host {
                let pair = Self(host: host, plugin: plugin)
                if pair.distance.rank < best.distance.rank { best = pair }
                if best.distance.rank == 0 { return best }
            }
        }
        return best
    }

    /// How far apart they are.
    var distance: ProcessorDistance { ProcessorDistance(host, plugin) }
}
