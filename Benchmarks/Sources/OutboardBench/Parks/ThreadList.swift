/// The threads of processes, as /proc shows them.
enum ThreadList {
    /// Their numbers.
    static func threads(of process: Int32) -> [Int32] {
        SystemFile.names(in: "/proc/\(process)/task").compactMap { Int32($0) }
    }

    /// The numbers of those with a name.
    static func threads(of process: Int32, named name: String) -> [Int32] {
        threads(of: process).filter { self.name(process, $0) == name }
    }

    /// How often threads that park went to sleep: workers, the waiting thread, the main thread of the host.
    ///
    /// - Parameters:
    ///   - host: A process, whose other threads do not count.
    ///   - plugins: Processes of which the workers count.
    /// - Returns: The sum since the threads began.
    static func sleeps(host: Int32, plugins: [Int32]) -> UInt64 {
        let own = threads(of: host).filter { $0 == host || name(host, $0) == "outboard-wait" }.map { (host, $0) }
        let workers = plugins.flatMap { plugin in
            threads(of: plugin).filter { name(plugin, $0).hasPrefix("outboard-lane") }.map { (plugin, $0) }
        }
        return (own + workers).reduce(0) { sum, thread in
            let lines = status(thread.0, thread.1).split(separator: "\n")
            let line = lines.first { $0.hasPrefix("voluntary_ctxt_switches") }
            return sum &+ (line?.split(separator: "\t").last.flatMap { UInt64($0) } ?? 0)
        }
    }

    /// What each thread of a process is and does, a line for each, for who looks for a wake-up that was lost.
    static func description(of process: Int32) -> String {
        threads(of: process).map { thread in
            let state = status(process, thread).split(separator: "\n").first { $0.hasPrefix("State") } ?? "gone"
            let place = SystemFile.text(of: "/proc/\(process)/task/\(thread)/wchan") ?? ""
            return
                "  \(process) \(thread) \(name(process, thread)): \(state.split(separator: "\t").last ?? "") \(place)"
        }.joined(separator: "\n")
    }

    private static func status(_ process: Int32, _ thread: Int32) -> String {
        SystemFile.text(of: "/proc/\(process)/task/\(thread)/status") ?? ""
    }

    private static func name(_ process: Int32, _ thread: Int32) -> String {
        let line = status(process, thread).split(separator: "\n").first
        return line?.split(separator: "\t").last.map(String.init) ?? ""
    }
}
