internal import OutboardRing

extension ServeEnd {
    /// Has a method go on with what its callback has come to; it answers this record instead of the one before.
    func goOn(
        _ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader, _ port: ReplyPort,
        _ arguments: UnsafeRawPointer, _ byteCount: Int
    ) {
        unsafe lane.pointee.requests.advance()
        var reader = unsafe WireReader(start: arguments, byteCount: byteCount)
        do throws(WireError) {
            let outcome = try CallbackOutcome(from: &reader)
            guard let callback = callbacks.take(outcome.number) else {
                throw WireError.invalidValue("no method waits for this callback")
            }
            // The outcome has been copied.
            port.count()
            callback.call.goOn(port.counted, isDismissed: outcome.isCancelled)
            if outcome.isCancelled {
                callback.continuation.resume(throwing: CancellationError())
            } else {
                callback.continuation.resume(returning: AsyncAnswer(outcome))
            }
        } catch {
            port.send(undecodable: error)
        }
    }
}
