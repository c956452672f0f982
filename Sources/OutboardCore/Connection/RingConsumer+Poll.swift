internal import COutboardLinux
internal import OutboardRing

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
            outboard_pause()
            left &-= 1
        }
        return false
    }

    /// Looks again and again whether the next record has been published.
    ///
    /// - Parameter count: How often, at most.
    /// - Returns: Its stamp and the identity of its call as they were loaded; nothing if it has not been published.
    @inline(__always)
    func pollForCall(_ count: Int) -> UInt64? {
        let stamp = position &+ 1
        var left = count
        while left > 0 {
            let found = stampedCall
            if UInt32(truncatingIfNeeded: found) == stamp { return found }
            outboard_pause()
            left &-= 1
        }
        return nil
    }
}
