internal import OutboardRing

/// A call between its start and its publication: where to write the arguments.
@safe @usableFromInline
struct CallSlot {
    let lane: UnsafeMutablePointer<HostLane>
    /// Where the arguments go.
    @usableFromInline let payload: UnsafeMutableRawPointer
    let byteCount: Int
    let callID: UInt32
    let method: UInt16
    let payloadClass: PayloadClass
    let flags: UInt8

    init(
        lane: UnsafeMutablePointer<HostLane>, payload: UnsafeMutableRawPointer, byteCount: Int, callID: UInt32,
        method: UInt16, payloadClass: PayloadClass, flags: UInt8
    ) {
        unsafe self.lane = lane
        unsafe self.payload = payload
        self.byteCount = byteCount
        self.callID = callID
        self.method = method
        self.payloadClass = payloadClass
        self.flags = flags
    }
}
