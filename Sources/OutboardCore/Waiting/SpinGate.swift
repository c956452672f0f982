internal import OutboardSystem

/// Decides whether a thread of this process may poll.
///
/// Polling pays only while the other side runs on another processor. So at most half of the usable processors poll at
/// the same time (the other half is for those they wait for), and with one usable processor nobody does.
package enum SpinGate {
    /// Processors that this process may use, measured once.
    package static let processors = UsableProcessors.count()
    private static let places = PollingPlaces(processors / 2)

    /// Whether polling is possible at all.
    package static var isOpen: Bool { places.count > 0 }

    /// Asks to poll; a true answer must be paired with `leave()`.
    static func enter() -> Bool {
        places.take()
    }

    /// Stops polling.
    static func leave() {
        places.give()
    }
}
