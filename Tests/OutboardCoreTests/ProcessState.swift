import Glibc
import TestLoad

/// What this process holds.
struct ProcessState {
    var descriptors: Int
    var threads: Int
    /// Of segments and attachments: a sanitizer, malloc and the stacks of threads have others.
    var mappings: Int

    /// Counts.
    static var now: ProcessState {
        ProcessState(
            descriptors: entries(of: "/proc/self/fd"), threads: entries(of: "/proc/self/task"),
            mappings: String(decoding: text(of: "/proc/self/maps"), as: UTF8.self).split(separator: "\n")
                .count { $0.contains("/memfd:outboard") })
    }

    /// The largest resident size so far, in bytes.
    ///
    /// Under a sanitizer what is allocated now: it keeps what has been freed for a while, to see it used.
    static var peakBytes: Int {
        if let bytes = Sanitizer.allocatedBytes { return bytes }
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss * 1024
    }

    private static func entries(of folder: String) -> Int {
        guard let directory = opendir(folder) else { return 0 }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return count
    }

    private static func text(of path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return bytes }
            bytes += buffer.prefix(count)
        }
    }

    /// Waits until the process holds no more than it did; says what it holds, and false, if it does not come to that.
    ///
    /// The runtime's pool may add a thread.
    static func returns(to before: ProcessState) -> Bool {
        for _ in 0..<6000 {
            let now = ProcessState.now
            if now.descriptors <= before.descriptors, now.threads <= before.threads + 2,
                now.mappings <= before.mappings
            {
                return true
            }
            Threads.sleep(milliseconds: 10)
        }
        print("before \(before), after \(now)")
        return false
    }
}
