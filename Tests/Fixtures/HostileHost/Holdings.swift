import Foundation

/// What this process holds.
struct Holdings: CustomStringConvertible {
    let descriptors: Int
    let children: Int
    let residentBytes: Int

    /// What it holds now.
    init() {
        func entries(_ path: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [] }
        func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }
        descriptors = entries("/proc/self/fd").count
        children = entries("/proc/self/task").reduce(0) {
            $0 + text("/proc/self/task/\($1)/children").split(separator: " ").count
        }
        residentBytes = (Int(text("/proc/self/statm").split(separator: " ").dropFirst().first ?? "") ?? 0) * 4096
    }

    var description: String { "\(descriptors) descriptors, \(children) children, \(residentBytes >> 20) MiB" }

    /// How much processor time it has used.
    static var processorTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}
