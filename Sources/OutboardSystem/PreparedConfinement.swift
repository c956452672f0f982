internal import COutboardLinux

/// A confinement as C sees it, at addresses that stay: the process that is being launched reads it there.
@safe
final class PreparedConfinement {
    /// Valid as long as this value lives.
    let pointer: UnsafeMutablePointer<outboard_launch_confinement>
    private let limits: UnsafeMutableBufferPointer<outboard_launch_limit>
    private let filter: UnsafeMutableBufferPointer<UInt64>
    private let rules: LandlockRules?

    /// Copies the confinement.
    init(_ confinement: Confinement) {
        rules = confinement.rules
        unsafe limits = .allocate(capacity: confinement.limits.count)
        _ = unsafe limits.initialize(
            from: confinement.limits.map { outboard_launch_limit(resource: $0.resource.rawValue, value: $0.value) })
        unsafe filter = .allocate(capacity: confinement.filter.count)
        _ = unsafe filter.initialize(from: confinement.filter)
        unsafe pointer = .allocate(capacity: 1)
        unsafe pointer.initialize(
            to: outboard_launch_confinement(
                rules: rules?.descriptor.raw ?? -1,
                landlock_version: rules?.version ?? 0,
                drops_capabilities: confinement.dropsCapabilities ? 1 : 0,
                limit_count: Int32(clamping: limits.count),
                limits: UnsafePointer(limits.baseAddress),
                filter: confinement.filter.isEmpty ? nil : filter.baseAddress,
                filter_count: Int32(clamping: filter.count)))
    }

    deinit {
        unsafe pointer.deallocate()
        unsafe filter.deallocate()
        unsafe limits.deallocate()
    }
}
