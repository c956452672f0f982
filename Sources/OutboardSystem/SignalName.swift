/// The names of the signals, as signal(7) has them for x86-64 and arm64.
package enum SignalName {
    private static let names = [
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]

    /// "9 (SIGKILL)"; the number alone for a real-time signal.
    package static func of(_ signal: Int32) -> String {
        let index = Int(signal) - 1
        guard names.indices.contains(index) else { return "\(signal)" }
        return "\(signal) (SIG\(names[index]))"
    }
}
