/// Knows the generations of a plugin that is started again when it ends: where its calls go from one that is gone.
///
/// Any thread may use it.
package protocol Succession: AnyObject, Sendable {
    /// The generation that runs, without waiting for one.
    ///
    /// - Parameter interface: What the caller expects of it.
    /// - Returns: A generation that accepts calls; nil while there is none.
    /// - Throws: `OutboardError` with the code `notSent` when there will be none, with the reason, and
    ///   `interfaceMismatch` when the caller cannot use it.
    func successor(for interface: InterfaceDescriptor) throws(OutboardError) -> Successor?

    /// Waits on the calling thread until `successor(for:)` has something else to say than nil.
    ///
    /// - Parameter deadline: In nanoseconds of CLOCK_MONOTONIC, the largest number for none.
    /// - Returns: When the time was up, why there is no generation, as a clause; nil when it was not.
    func waitBlocking(until deadline: UInt64) -> String?

    /// Suspends the task until `successor(for:)` has something else to say than nil.
    ///
    /// Parameters and result are those of `waitBlocking(until:)`.
    ///
    /// - Throws: `CancellationError`.
    func wait(until deadline: UInt64) async throws(CancellationError) -> String?
}

/// A generation that took the place of another one, as far as its callers need it.
package struct Successor: Sendable {
    /// Where it is called.
    package let channel: CallChannel
    /// Where it has the methods of the interface.
    package let place: InterfacePlace

    /// Describes a generation.
    package init(channel: CallChannel, place: InterfacePlace) {
        self.channel = channel
        self.place = place
    }
}
