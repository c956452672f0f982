public import OutboardCore

/// The plugin's end of ``MeasureMethods``: what a lane's worker does besides the calls that are measured.
///
/// Floor, bare rings and typed calls must run on the same two threads to be comparable. So the worker goes into its
/// loops between two calls: `serve(_:)` is answered first and obeyed afterwards, before the worker looks at its lane
/// again. The calling thread has its answer by then and does the other half, and needs neither a second thread nor a
/// wake-up for it.
///
/// For one lane: only its worker uses this.
public final class MeasuredWorker: @unchecked Sendable {
    private let area: SharedArea
    private var pingPong: PingPong
    private var rings: RawRings
    private var counter = ThreadCounter()

    /// Creates the plugin's end.
    ///
    /// - Throws: `BenchError` if the file of the shared area is not there.
    public init(_ configuration: BenchConfiguration) throws {
        let patience = Patience(sharesProcessor: configuration.sharesProcessor)
        self.area = try SharedArea(opening: configuration.path)
        self.pingPong = PingPong(area, isHost: false, patience: patience)
        self.rings = RawRings(area, patience: patience)
    }

    /// Runs a call of one of the added methods.
    ///
    /// - Parameters:
    ///   - call: The call.
    ///   - index: Which one, from 0.
    public func dispatch(_ call: inout IncomingCall, index: Int) {
        switch index {
        case 0:
            call.replyVoid { (reader: inout WireReader) throws in
                try Processors.pin(to: Int(try reader.next(Int32.self)))
            }
        case 1:
            call.reply { (reader: inout WireReader) throws -> ThreadCounts in
                guard try reader.next(Bool.self) else { return counter.stop() }
                counter.start()
                return ThreadCounts(allocations: 0, systemCalls: nil)
            }
        case 2:
            var order: Order?
            call.replyVoid { (reader: inout WireReader) throws in
                order = try reader.next(Order.self)
            }
            if let order { obey(order) }
        default:
            call.rejectUnknownMethod()
        }
    }

    /// Whether it gave up does not matter here: then the host did, and says so.
    private func obey(_ order: Order) {
        switch order.kind {
        case .floor:
            area.pluginInterruptions = Processors.interruptions()
            _ = pingPong.serve(Int(order.rounds))
        case .raw:
            _ = rings.serve(Int(order.rounds))
        }
    }
}
