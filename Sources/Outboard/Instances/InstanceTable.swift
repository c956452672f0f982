internal import OutboardCore

/// The further instances of one generation, as its host knows them.
struct InstanceTable {
    /// One instance.
    struct Entry {
        let name: InstanceName
        /// Fulfilled when it can be called, or when it is clear that it never can.
        let opened: Completion<OutboardError?>
        /// Fulfilled when it has ended; there once it was told to.
        var closed: Completion<Void>?
        /// Whether the plugin has yet to say that it made it.
        var isOpening = true
        /// When it is no longer waited for what was asked of it, in nanoseconds of CLOCK_MONOTONIC.
        var deadline: UInt64

        /// Whether it can be called.
        var isOpen: Bool {
            if case .some(.none) = opened.value { return closed == nil }
            return false
        }
    }

    /// By their numbers, until they have ended.
    var entries: [Int: Entry] = [:]
    /// Which number an instance has that outlives generations.
    var numbers: [InstanceName: Int] = [:]
    /// Those that the host before has made, until somebody has asked for them.
    var inherited: [InstanceName] = []
    /// Whether the plugin is on its way to another host, which is told of those that there are: no more are made.
    var isLeaving = false
    /// The number of the next one: no number is used twice, so that a late call finds nobody rather than another one.
    var next = 1

    /// Whether the plugin has yet to make or to end one.
    var hasOpenOrders: Bool { entries.values.contains { $0.isOpening || $0.closed != nil } }

    /// Looks whether a further one can be made.
    ///
    /// - Parameter maximum: How many there can be in the life of the process.
    /// - Returns: Why not, as what is said of the plugin; nothing if it can.
    func reasonForNoMore(_ maximum: Int) -> String? {
        if isLeaving { return "makes no further instance of itself: it is being handed over to another host" }
        if next <= maximum { return nil }
        return "has had \(maximum) instances, as many as the ordinals of its methods have room for: start it again"
    }
}

/// What an instance is called by its host, in all generations.
struct InstanceName: Hashable {
    let value: Int
}
