internal import CBench
internal import Glibc

/// The plain ping-pong of two processes that sleep: an eventfd in each direction, write(2) and read(2).
///
/// What Outboard's parked calls are compared with: nothing that lets one process wake another and sleep itself takes
/// fewer system calls.
public struct EventPair: Sendable {
    /// Values of the first eventfd: what its reader has to do.
    private enum Order {
        static let answer: UInt64 = 1
        static let end: UInt64 = 2
        /// And the processor to go to.
        static let move: UInt64 = 3
    }

    /// The descriptor that is written by who leads.
    public let there: Int32
    /// The descriptor that is written by who answers.
    public let back: Int32

    /// Creates both, to be inherited by the process that answers.
    public init() throws(BenchError) {
        self.there = try Self.create()
        self.back = try Self.create()
    }

    /// The inherited descriptors.
    public init(there: Int32, back: Int32) {
        self.there = there
        self.back = back
    }

    private static func create() throws(BenchError) -> Int32 {
        let descriptor = bench_eventfd()
        guard descriptor >= 0 else {
            throw BenchError("an eventfd cannot be created: \(unsafe String(cString: strerror(-descriptor)))")
        }
        return descriptor
    }

    /// Closes both.
    public func close() {
        Glibc.close(there)
        Glibc.close(back)
    }

    // MARK: Who leads

    /// One round.
    ///
    /// - Returns: False if the other process is gone.
    @inline(__always)
    public func lead() -> Bool {
        bench_send(there, Order.answer) != 0 && bench_receive(back) != 0
    }

    /// Sends the other process to a processor.
    public func move(to processor: Int) -> Bool {
        bench_send(there, Order.move &+ UInt64(processor)) != 0 && bench_receive(back) == Order.answer
    }

    /// Ends the other process.
    public func end() {
        _ = bench_send(there, Order.end)
    }

    // MARK: Who answers

    /// Answers until the end.
    public func answer() {
        bench_end_with_parent()
        while true {
            let order = bench_receive(there)
            guard order != 0, order != Order.end else { return }
            var answer = Order.answer
            if order >= Order.move, (try? Processors.pin(to: Int(order &- Order.move))) == nil { answer = Order.end }
            guard bench_send(back, answer) != 0 else { return }
        }
    }
}
