/// How many processes the kernel has killed because memory ran out, near this process.
///
/// The kernel tells nobody which ones. A process that dies of SIGKILL, which nobody here has sent, while the count grows, has
/// likely died of that.
package struct MemoryKills: Sendable {
    /// The file that counts: of the control group of this process, which its children are in, or of the machine.
    private let path: String?

    /// Those of this process's control group.
    package static let nearby = MemoryKills()

    /// Finds the file.
    private init() {
        let groups = SmallFile.text(of: "/proc/self/cgroup") ?? ""
        path = Self.candidates(groups).first { Self.count(in: SmallFile.text(of: $0) ?? "") != nil }
    }

    /// The count; nil where the kernel has none.
    package var count: Int? { path.flatMap { SmallFile.text(of: $0) }.flatMap { Self.count(in: $0) } }

    /// The files that may count, the nearest first.
    ///
    /// In the second version of control groups a line has the number 0 and no name; in the first, memory is a group of its
    /// own. The machine's count is there since Linux 4.13.
    ///
    /// - Parameter groups: The text of `/proc/self/cgroup`.
    /// - Returns: Their paths.
    package static func candidates(_ groups: String) -> [String] {
        var found: [String] = []
        for line in groups.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let place = parts[2] == "/" ? "" : parts[2]
            if parts[0] == "0", parts[1].isEmpty {
                found.append("/sys/fs/cgroup\(place)/memory.events")
                found.append("/sys/fs/cgroup/unified\(place)/memory.events")
            } else if parts[1].split(separator: ",").contains("memory") {
                found.append("/sys/fs/cgroup/memory\(place)/memory.oom_control")
                // In a container the path is that outside of it.
                found.append("/sys/fs/cgroup/memory/memory.oom_control")
            }
        }
        return found + ["/proc/vmstat"]
    }

    /// The count in a file of lines with a name and a number; nil if it is not there.
    package static func count(in text: String) -> Int? {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, words[0] == "oom_kill" { return Int(words[1]) }
        }
        return nil
    }
}
