internal import COutboard

/// Where the log ring lies in one mapped segment.
@safe
public struct LogMemory: @unchecked Sendable {
    /// The words about it.
    public let control: LogControl
    /// Its first byte; not to be used in H, which has none.
    package let bytes: UnsafeMutableRawPointer
    /// Its size: a power of two, or 0 if there is none.
    public let byteCount: Int

    /// Locates the ring.
    ///
    /// - Parameters:
    ///   - segment: Start of a mapping of `geometry.segmentBytes` bytes. It need not be writable.
    ///   - geometry: The sizes from the handshake.
    @unsafe
    public init(segment: UnsafeMutableRawPointer, geometry: Geometry) {
        unsafe self.control = LogControl(segment + Int(OUTBOARD_LOG_CONTROL_OFFSET))
        unsafe self.bytes = segment + geometry.logOffset
        self.byteCount = geometry.logBytes
    }

    /// The most bytes that one record may have.
    ///
    /// Half of the ring with its frame: so the host can always take one at a time.
    public var maximumRecord: Int { max(0, byteCount / 2 &- LogFrame.headerBytes) }
}
