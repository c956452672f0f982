internal import OutboardRing
internal import OutboardSystem

extension ServeEnd {
    /// Runs a one-way call.
    ///
    /// Its record counts as taken when it has been run: until then the host leaves slot, block and bulk area as they are,
    /// and whoever sees it taken knows that it has been run.
    func runOneWay(
        _ lane: UnsafeMutablePointer<RequestLane>, _ header: RecordHeader, _ port: ReplyPort,
        _ arguments: UnsafeRawPointer, _ byteCount: Int
    ) {
        unsafe lane.pointee.own.beginCall(id: header.callID, method: header.method)
        unsafe lane.pointee.requests.advance()
        if parts.served.isOneWay(header.method) {
            var call = unsafe IncomingCall(
                method: header.method, port: port, arguments: arguments, byteCount: byteCount, end: self,
                isOneWay: true)
            #if Tracing
            unsafe dispatchTraced(lane, header, &call)
            #else
            parts.dispatch(&call)
            #endif
        } else {
            failures.note(
                parts.served.methodName(header.method), WireError.invalidValue("the method is not one-way"))
        }
        unsafe lane.pointee.own.taken = lane.pointee.requests.position
        unsafe lane.pointee.own.endCall()
        unsafe tellOfSpace(lane)
    }

    /// Wakes the host if it waits for room that there is now.
    ///
    /// Only one-way calls are looked at so closely: where others take the room, their answers tell of it.
    func tellOfSpace(_ lane: UnsafeMutablePointer<RequestLane>) {
        let taken = unsafe lane.pointee.requests.position
        if unsafe lane.pointee.peer.asksForSpace(after: lane.pointee.announced, upTo: taken) {
            Bell.ring(unsafe lane.pointee.replies.pointee.bell)
            unsafe lane.pointee.own.countBell()
        }
        unsafe lane.pointee.announced = taken
    }
}
