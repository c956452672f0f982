internal import COutboardLinux

/// A confinement as C sees it, at addresses that stay: the process that is being launched reads it there.
@safe
final class PreparedConfinement {
    /// Valid as long as this value lives.
    let pointer: UnsafeMutablePointer<outboard_launch_confinement>
    private let limits: UnsafeMutableBufferPointer<outboard_launch_limit>
    private let filter: UnsafeMutableBufferPointer<UInt64>
    private let rules: LandlockRules?
    private let group: ControlGroup?
    private let namespaces: PreparedNamespaces?

    /// Copies the confinement.
    ///
    /// - Throws: The step that failed, of those that make namespaces.
    init(_ confinement: Confinement) throws(LaunchFailure) {
        namespaces = if let wanted = confinement.namespaces { try PreparedNamespaces(wanted) } else { nil }
        rules = confinement.rules
        group = confinement.group
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
                filter_count: Int32(clamping: filter.count),
                group: group?.processes.raw ?? -1,
                user: confinement.user.map { Int32(bitPattern: $0.number) } ?? -1,
                namespaces: UnsafePointer(namespaces?.pointer)))
    }

    /// What has to stay open as long as the namespaces are to be there.
    func takeLife() -> OwnedDescriptor? { namespaces?.takeLife() }

    deinit {
        unsafe pointer.deallocate()
        unsafe filter.deallocate()
        unsafe limits.deallocate()
    }
}
