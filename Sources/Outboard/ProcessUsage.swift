internal import Glibc
internal import OutboardSystem

/// What a process had used up at a moment.
struct ProcessUsage {
    /// When, in nanoseconds of CLOCK_MONOTONIC.
    let at: UInt64
    /// Its threads.
    let threads: Int
    /// Processor time of all threads, in seconds.
    let seconds: Double

    private static let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))

    /// Reads it from /proc; nothing if the process is not there.
    init?(of process: Int32) {
        guard let bytes = SmallFile.bytes(of: "/proc/\(process)/stat", limit: 4096),
            let usage = Self(stat: bytes, at: MonotonicClock.now())
        else { return nil }
        self = usage
    }

    /// Takes a line of `/proc/PID/stat` apart, see proc_pid_stat(5).
    ///
    /// The program's name comes second, in parentheses, and may hold anything: also what makes one character of the last
    /// parenthesis and its own end, so that these are bytes.
    init?(stat: [UInt8], at: UInt64) {
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: stat[(end + 1)...], as: UTF8.self).split(whereSeparator: \.isWhitespace)
        // From the third field of the line on: user time is the 14th, system time the 15th, threads the 20th.
        guard fields.count > 17, let user = Double(fields[11]), let system = Double(fields[12]),
            let threads = Int(fields[17])
        else { return nil }
        self.at = at
        self.threads = threads
        self.seconds = (user + system) / Self.ticks
    }

    /// How many processors it has used on average since an earlier moment.
    func processors(since earlier: ProcessUsage) -> Double {
        let nanoseconds = Double(at &- earlier.at)
        return nanoseconds > 0 ? (seconds - earlier.seconds) * 1e9 / nanoseconds : 0
    }
}
