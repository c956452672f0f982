internal import OutboardSystem

/// How many seccomp filters the kernel shows for a process: what tells from outside that a plugin has installed its own.
enum FilterCount {
    /// Those of the calling thread, which what it launches inherits.
    static var ofThisThread: Int { of("/proc/thread-self/status") }

    /// Those of a process; 0 where the kernel does not tell (Linux 5.9 and newer do).
    static func of(process: Int32) -> Int { of("/proc/\(process)/status") }

    private static func of(_ path: String) -> Int {
        guard let status = SmallFile.text(of: path),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("Seccomp_filters:") }),
            let word = line.split(whereSeparator: \.isWhitespace).last
        else { return 0 }
        return Int(word) ?? 0
    }
}
