/// What the host looks at itself, because the kernel does not bound it on this machine.
struct UsageLimits: Sendable, Hashable {
    /// The most threads; nil for any number.
    var threads: Int?
    /// The most processors, on average over some seconds; nil for any number.
    var processors: Double?

    /// Whether there is nothing to look at.
    var isEmpty: Bool { threads == nil && processors == nil }
}
