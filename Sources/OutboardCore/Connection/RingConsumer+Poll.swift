internal import OutboardRing
internal import OutboardSystem

extension RingConsumer {
    /// Looks again and again whether the next record has been published.
    ///
    /// - Parameter count: How often, at most.
    /// - Returns: Whether it has.
    @inline(__always)
    func poll(_ count: Int) -> Bool {
        var left = count
        while left > 0 {
            if isReady { return true }
            // Without a pause, loads of the line queue up: they take it away from the writer between its stores, and
            // are thrown away when it changes.
            Spin.pause()
            left &-= 1
        }
        return false
    }
}
