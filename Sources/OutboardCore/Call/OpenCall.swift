/// A call between its start and its publication: its lane, which the caller holds, and where its arguments go.
@safe @usableFromInline
struct OpenCall {
    let lane: UnsafeMutablePointer<HostLane>
    @usableFromInline let payload: UnsafeMutableRawPointer

    init(lane: UnsafeMutablePointer<HostLane>, payload: UnsafeMutableRawPointer) {
        unsafe self.lane = lane
        unsafe self.payload = payload
    }
}
