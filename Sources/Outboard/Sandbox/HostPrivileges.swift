internal import Glibc
internal import OutboardSystem

/// What this host may do that others may not.
enum HostPrivileges {
    /// Whether its user is root.
    static let isRoot = geteuid() == 0

    /// Whether it may give processes other users: CAP_SETGID (6) and CAP_SETUID (7).
    static let canChangeUsers: Bool = {
        guard let status = SmallFile.text(of: "/proc/self/status"),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let word = line.split(whereSeparator: \.isWhitespace).last, let bits = UInt64(word, radix: 16)
        else { return isRoot }
        return bits & 0xc0 == 0xc0
    }()
}
