internal import BenchInterface

/// What a process takes of memory, as the kernel adds it up: proc_pid_smaps_rollup(5).
struct ProcessMemory: Sendable {
    /// Pages of its own, and its share of those that it shares.
    var proportionalBytes: Int
    /// Pages of its own.
    var privateBytes: Int

    init(proportionalBytes: Int, privateBytes: Int) {
        self.proportionalBytes = proportionalBytes
        self.privateBytes = privateBytes
    }

    /// Looks at a process.
    init(of process: Int32) throws {
        guard let text = SystemFile.text(of: "/proc/\(process)/smaps_rollup") else {
            throw BenchError("/proc/\(process)/smaps_rollup cannot be read")
        }
        var kilobytes: [Substring: Int] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 3, words[2] == "kB", let value = Int(words[1]) { kilobytes[words[0]] = value }
        }
        guard let proportional = kilobytes["Pss:"], let clean = kilobytes["Private_Clean:"],
            let dirty = kilobytes["Private_Dirty:"]
        else { throw BenchError("/proc/\(process)/smaps_rollup does not say what is private") }
        self.init(proportionalBytes: proportional * 1024, privateBytes: (clean + dirty) * 1024)
    }
}
