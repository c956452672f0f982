internal import OutboardSystem

/// The callbacks that the methods of a plugin wait for, by the calls that they were the answers of.
final class WaitingCallbacks: Sendable {
    /// Nothing once there is no host any more.
    private let waiting = Locked<[UInt32: WaitingCallback]?>([:])

    /// Enters a callback that is about to be sent.
    ///
    /// - Returns: Whether there is a host to send it to.
    func add(_ callback: WaitingCallback, _ number: UInt32) -> Bool {
        waiting.withLock { waiting in
            guard waiting != nil else { return false }
            waiting?[number] = callback
            return true
        }
    }

    /// Takes out the callback with a number, if one waits.
    func take(_ number: UInt32) -> WaitingCallback? {
        waiting.withLock { $0?.removeValue(forKey: number) }
    }

    /// Ends all with an error, and lets no others in: the host is gone.
    func close() {
        let left = waiting.withLock { waiting in
            defer { waiting = nil }
            return Array((waiting ?? [:]).values)
        }
        for callback in left { callback.continuation.resume(throwing: Self.lost) }
    }

    /// The error of a callback that nobody serves any more.
    static var lost: OutboardError {
        OutboardError(code: .lost, message: "the host is gone that the callback was for", mayHaveExecuted: true)
    }
}
