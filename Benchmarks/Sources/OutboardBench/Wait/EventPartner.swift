internal import BenchInterface

/// The other process of the plain eventfd ping-pong, and the leading half of it.
final class EventPartner {
    private let events: EventPair
    private let process: Companion

    /// Starts the process.
    init() throws {
        events = try EventPair()
        process = try Companion(["events", String(events.there), String(events.back)])
    }

    deinit {
        events.end()
        events.close()
    }

    /// Its number.
    var processID: Int32 { process.processID }

    /// Sends it to a processor.
    func move(to processor: Int) throws {
        guard events.move(to: processor) else { throw BenchError("the second process cannot go to CPU \(processor)") }
    }

    /// One round.
    @inline(__always)
    func round() throws {
        guard events.lead() else { throw BenchError("the second process does not answer") }
    }
}
