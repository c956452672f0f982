/// A wake-up that took longer than a millisecond.
struct LateWake: Sendable {
    /// From when that is.
    static let limitNs: UInt64 = 1_000_000

    /// What it took, in nanoseconds.
    let delayNs: UInt64
    /// For how long, meanwhile or a few calls before, threads that take part were ready to run and had no processor.
    let queuedNs: UInt64

    /// What scheduling does not explain.
    var beyondNs: UInt64 { delayNs > queuedNs ? delayNs - queuedNs : 0 }
    /// Whether that is more than a millisecond.
    var isBeyondScheduling: Bool { beyondNs > Self.limitNs }
}
