import Foundation

/// What this process holds.
struct Holdings: CustomStringConvertible {
    /// What its descriptors lead to.
    let files: [String]
    let children: Int
    let residentBytes: Int

    /// What it holds now.
    init() {
        func entries(_ path: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
        files = entries("/proc/self/fd").map {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0)) ?? "?"
        }
        // Dispatch makes one for each clock when a task first sleeps by it, whenever that is. Outboard has none.
        .filter { $0 != "anon_inode:[timerfd]" }
        children = entries("/proc/self/task").reduce(0) {
            $0 + Self.text("/proc/self/task/\($1)/children").split(separator: " ").count
        }
        residentBytes = (Int(Self.text("/proc/self/statm").split(separator: " ").dropFirst().first ?? "") ?? 0) * 4096
    }

    /// The text of a small file of the kernel; Foundation would leak a buffer for each, because it has no size.
    private static func text(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 4096)
        return String(decoding: bytes.prefix(max(0, read(file, &bytes, bytes.count))), as: UTF8.self)
    }

    /// How many descriptors it has.
    var descriptors: Int { files.count }

    /// What its descriptors lead to that another's did not.
    func files(beyond other: Holdings) -> [String] {
        var left = other.files
        return files.filter { file in
            guard let index = left.firstIndex(of: file) else { return true }
            left.remove(at: index)
            return false
        }
    }

    var description: String { "\(descriptors) descriptors, \(children) children, \(residentBytes >> 20) MiB" }

    /// How much processor time it has used.
    static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
