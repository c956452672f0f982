/// The records that were published without a look at whether the plugin sleeps, up to the ring's position.
///
/// A plugin that keeps up is never looked at, so there may be any number of them. No more than fit into the ring can still
/// matter: the plugin has taken the others. Without that bound the window would be empty again after 2^32 records, and
/// too small after a few more.
struct FlushWindow {
    /// Position of the first of them.
    var first: UInt32

    /// Takes in what has been published up to a position.
    @inline(__always)
    mutating func widen(to position: UInt32, slots: Int) {
        let slots = UInt32(truncatingIfNeeded: slots)
        if position &- first > slots { first = position &- slots }
    }
}
