internal import OutboardSystem

/// Where the calls of one binding go when its generation is gone.
///
/// Keeps the binding to the newest generation, and none in between: a client holds its own generation and at most one
/// other, however often the plugin was started again.
final class Heirs: Sendable {
    let succession: any Succession
    private let newest = Locked<CallBinding?>(nil)

    init(_ succession: any Succession) {
        self.succession = succession
    }

    /// The newest generation that is known, if it accepts calls.
    var open: CallBinding? {
        let known = newest.withLock { $0 }
        return known?.channel.isOpen == true ? known : nil
    }

    /// The binding to the generation that runs, without waiting for one.
    ///
    /// - Parameter binding: The one to the generation that is gone.
    /// - Returns: Nil while there is none.
    /// - Throws: As `Succession.successor(for:)`.
    func next(after binding: CallBinding) throws(OutboardError) -> CallBinding? {
        if let open { return open }
        guard let found = try succession.successor(for: binding.interface) else { return nil }
        let next = CallBinding(
            channel: found.channel, interface: binding.interface, place: found.place,
            options: binding.options, succession: succession, services: binding.services)
        found.channel.notes.adopt(binding.interface, found.place)
        newest.withLock { $0 = next }
        return next
    }
}
