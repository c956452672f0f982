internal import COutboardSeccomp
internal import OutboardSystem
internal import SystemPackage

/// The seccomp filters of plugins: built once for each combination of grants.
enum SystemCallFilter {
    // The most that the kernel takes (BPF_MAXINSNS).
    private static let capacity = 4096
    private static let built = Locked<[UInt32: [UInt64]]>([:])

    /// The filter for some grants.
    ///
    /// About 6 ms when it is the first with them, then nothing.
    static func instructions(for grants: [SandboxGrant], ownProcess: UInt32) throws(Errno) -> [UInt64] {
        var allowances: UInt32 = 0
        if grants.contains(.network) { allowances |= UInt32(OUTBOARD_CALLS_NETWORK) }
        if grants.contains(.processes) { allowances |= UInt32(OUTBOARD_CALLS_PROCESSES) }
        if let known = built.withLock({ $0[allowances] }) { return known }
        var status: Int32 = 0
        let filter = unsafe [UInt64](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let base = buffer.baseAddress else { return }
            status = unsafe outboard_seccomp_build(allowances, ownProcess, base, Int32(capacity))
            count = max(0, Int(status))
        }
        guard status > 0 else { throw Errno(rawValue: -status) }
        built.withLock { $0[allowances] = filter }
        return filter
    }
}
