internal import OutboardRing

/// Records through bare rings: a call and its reply of 64 bytes each, without anything around them.
///
/// Both sides keep a half; what the host asks of ``call(_:window:)`` and the plugin of ``serve(_:)`` must be the same
/// number of calls.
@safe
public struct RawRings {
    private let area: SharedArea
    let patience: Patience
    /// Records in each direction so far.
    var position: UInt32 = 0

    /// A half, for fresh memory.
    public init(_ area: SharedArea, patience: Patience) {
        self.area = area
        self.patience = patience
    }

    /// The host's half: makes calls, each after the reply to the one before.
    ///
    /// - Returns: False if the other side does not answer.
    public mutating func call(_ calls: Int) -> Bool {
        var requests = producer(SharedArea.Offset.requests)
        var replies = consumer(SharedArea.Offset.replies)
        for _ in 0..<calls {
            guard callOnce(&requests, &replies) else { return false }
        }
        position = requests.position
        return true
    }

    /// The host's half, with the time of each call.
    ///
    /// - Returns: False if the other side does not answer.
    public mutating func call(timing calls: UnsafeMutableBufferPointer<UInt64>) -> Bool {
        var requests = producer(SharedArea.Offset.requests)
        var replies = consumer(SharedArea.Offset.replies)
        for index in calls.indices {
            let began = MonotonicTime.read()
            guard callOnce(&requests, &replies) else { return false }
            unsafe calls[index] = MonotonicTime.read() &- began
        }
        position = requests.position
        return true
    }

    /// The plugin's half: replies to calls.
    ///
    /// - Returns: False if the other side does not call.
    public mutating func serve(_ calls: Int) -> Bool {
        var requests = consumer(SharedArea.Offset.requests)
        var replies = producer(SharedArea.Offset.replies)
        for _ in 0..<calls {
            var wait = patience.begin()
            while !requests.isReady {
                guard patience.mayGoOn(&wait) else { return false }
            }
            let call = requests.copyRecord()
            requests.advance()
            let header = RecordHeader(
                kind: .reply, callID: call.header.callID, length: call.header.length,
                credit: UInt16(truncatingIfNeeded: requests.position))
            replies.publish(Record(header: header, body: call.body))
        }
        position = replies.position
        return true
    }

    // MARK: One call

    @inline(__always)
    private func callOnce(_ requests: inout RingProducer, _ replies: inout RingConsumer) -> Bool {
        Self.publish(&requests, credit: replies.position)
        var wait = patience.begin()
        while !replies.isReady {
            guard patience.mayGoOn(&wait) else { return false }
        }
        return Self.take(&replies)
    }

    /// What the payload consists of.
    private static var filler: UInt64 { 0x0123_4567_89ab_cdef }

    /// Publishes a record whose 64 bytes are all written.
    @inline(__always)
    static func publish(_ requests: inout RingProducer, credit: UInt32) {
        // Only one word depends on the position, so that nothing has to be computed between a reply and the next call.
        let word = UInt64(requests.position)
        let filler = Self.filler
        let header = RecordHeader(
            kind: .call, callID: requests.position, method: 1, length: 48, credit: UInt16(truncatingIfNeeded: credit))
        requests.publish(Record(header: header, body: (word, filler, filler, filler, filler, filler)))
    }

    /// Takes a record, which must be ready, all 64 bytes.
    ///
    /// - Returns: Whether it is the reply that was due.
    @inline(__always)
    static func take(_ replies: inout RingConsumer) -> Bool {
        let reply = replies.copyRecord()
        let due = replies.position
        replies.advance()
        let body = reply.body
        let isIntact = (body.1 ^ body.2 | body.3 ^ body.4 | body.5 ^ Self.filler) == 0
        return reply.header.callID == due && body.0 == UInt64(due) && isIntact
    }

    // MARK: The rings

    // An end is local to a loop rather than kept in `self`, so that its position stays in a register.

    func producer(_ offset: Int) -> RingProducer {
        unsafe RingProducer(
            records: area.base + offset, blocks: area.base + SharedArea.Offset.blocks, slots: SharedArea.slots,
            blockBytes: 0, position: position)
    }

    func consumer(_ offset: Int) -> RingConsumer {
        unsafe RingConsumer(
            records: UnsafeRawPointer(area.base + offset),
            blocks: UnsafeRawPointer(area.base + SharedArea.Offset.blocks), slots: SharedArea.slots, blockBytes: 0,
            position: position)
    }
}
