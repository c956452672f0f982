internal import COutboardSeccomp
internal import OutboardSystem
internal import SystemPackage

/// The seccomp filters of plugins: built once for each combination of grants.
enum SystemCallFilter {
    /// What decides about a filter.
    private struct Key: Hashable {
        var allowances: UInt32
        /// Names of further calls; nil for the filter of the start.
        var more: [String]?
    }

    /// A filter of a plugin that is ready.
    struct Ready {
        /// What the kernel takes.
        var instructions: [UInt64]
        /// How many calls it allows, with all or some of their arguments.
        var callCount: Int
    }

    // The most that the kernel takes (BPF_MAXINSNS).
    private static let capacity = 4096
    private static let built = Locked<[Key: Ready]>([:])

    /// The filter for some grants.
    ///
    /// About 6 ms when it is the first with them, then nothing.
    ///
    /// - Parameters:
    ///   - grants: What it was granted.
    ///   - mayOutliveHost: Whether it may give up the signal by which it ends with its host.
    ///   - ownProcess: Stands for the number of its process.
    /// - Returns: The filter.
    /// - Throws: What libseccomp refused with.
    static func instructions(
        for grants: [SandboxGrant], mayOutliveHost: Bool, ownProcess: UInt32
    ) throws(Errno) -> [UInt64] {
        let allowances =
            allowances(grants, mayOutliveHost)
            & UInt32(
                OUTBOARD_CALLS_NETWORK | OUTBOARD_CALLS_PROCESSES | OUTBOARD_CALLS_OUTLIVING | OUTBOARD_CALLS_TRUNCATING
            )
        return try unsafe filter(Key(allowances: allowances, more: nil)) { base, _ in
            unsafe outboard_seccomp_build(allowances, ownProcess, base, Int32(capacity))
        }.instructions
    }

    /// The filter for a plugin that is ready.
    ///
    /// About 3 ms when it is the first with them, then nothing.
    ///
    /// - Parameters:
    ///   - grants: What it was granted.
    ///   - mayOutliveHost: Whether it may give up the signal by which it ends with its host.
    ///   - names: Further calls.
    ///   - ownProcess: Stands for the number of its process.
    /// - Returns: The filter.
    /// - Throws: What libseccomp refused with.
    static func ready(
        for grants: [SandboxGrant], mayOutliveHost: Bool, and names: [String], ownProcess: UInt32
    ) throws(Errno) -> Ready {
        let key = Key(allowances: allowances(grants, mayOutliveHost), more: names)
        return try unsafe filter(key) { base, callCount in
            unsafe outboard_seccomp_build_ready(
                key.allowances, ownProcess, names.joined(separator: " "), base, Int32(capacity), &callCount)
        }
    }

    /// Whether a plugin that is ready keeps a call with any arguments, without that it was named.
    static func isKept(_ name: String, with grants: [SandboxGrant]) -> Bool {
        unsafe outboard_seccomp_ready_has(allowances(grants, false), name) != 0
    }

    /// Whether there is a call of that name.
    static func knows(_ name: String) -> Bool { unsafe outboard_seccomp_knows(name) != 0 }

    private static func filter(
        _ key: Key, _ build: (UnsafeMutablePointer<UInt64>, inout Int32) -> Int32
    ) throws(Errno) -> Ready {
        if let known = built.withLock({ $0[key] }) { return known }
        var status: Int32 = 0
        var callCount: Int32 = 0
        let instructions = unsafe [UInt64](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            status = unsafe build(base, &callCount)
            count = max(0, Int(status))
        }
        guard status > 0 else { throw Errno(rawValue: -status) }
        let filter = Ready(instructions: instructions, callCount: Int(callCount))
        built.withLock { $0[key] = filter }
        return filter
    }

    private static func allowances(_ grants: [SandboxGrant], _ mayOutliveHost: Bool) -> UInt32 {
        var always: UInt32 = mayOutliveHost ? UInt32(OUTBOARD_CALLS_OUTLIVING) : 0
        // Otherwise Landlock does not see it, and any file of the host's user could be emptied.
        if LandlockRules.knowsTruncation { always |= UInt32(OUTBOARD_CALLS_TRUNCATING) }
        return grants.reduce(always) { found, grant in
            switch grant {
            case .read: found | UInt32(OUTBOARD_CALLS_READING)
            case .write: found | UInt32(OUTBOARD_CALLS_READING | OUTBOARD_CALLS_WRITING)
            case .execute: found | UInt32(OUTBOARD_CALLS_READING | OUTBOARD_CALLS_CODE)
            case .network: found | UInt32(OUTBOARD_CALLS_NETWORK)
            case .processes: found | UInt32(OUTBOARD_CALLS_PROCESSES)
            }
        }
    }
}
