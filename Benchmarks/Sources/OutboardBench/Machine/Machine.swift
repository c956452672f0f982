internal import Glibc

/// What a run ran on, for its heading.
struct Machine: CustomStringConvertible {
    let processors: ProcessorPair

    var description: String {
        """
        CPU      \(model), \(onlineCount) online
        used     host \(processors.host), plugin \(processors.plugin): \(processors.distance.rawValue)
        kernel   \(kernel)
        Swift    \(CompilerVersion.text)
        load     \(load)

        """
    }

    private var model: String {
        let lines = SystemFile.text(of: "/proc/cpuinfo")?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("model name") } ?? lines.first { $0.hasPrefix("CPU part") }
        let value = line?.split(separator: ":").last.map { $0.drop { $0 == " " } }
        return value.map(String.init) ?? "unknown"
    }

    private var onlineCount: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

    private var kernel: String {
        let release = SystemFile.text(of: "/proc/sys/kernel/osrelease")?.split(separator: "\n").first
        return release.map { "Linux \($0)" } ?? "unknown"
    }

    /// Other programs cost blocks: they should not run.
    private var load: String {
        let average = SystemFile.text(of: "/proc/loadavg")?.split(separator: " ").first.map(String.init)
        guard let average, let value = Double(average) else { return "unknown" }
        return value < 0.5 ? average : "\(average): the machine is not quiet"
    }
}
