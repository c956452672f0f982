/// How much of a bulk area has pages: as much as the largest payload so far has needed.
///
/// Pages are allocated before the first use: an error then is better than a SIGBUS later. All at once would take
/// milliseconds and megabytes for the first payload that is a little larger than a block.
struct BulkPages {
    /// So that payloads that grow a little each time do not ask the kernel each time.
    private static var step: Int { 1 << 18 }

    private var byteCount = 0

    /// Up to which byte pages have to be allocated for a payload; `nil` if they are there.
    ///
    /// - Parameters:
    ///   - payload: Bytes of the payload, at most `area`.
    ///   - area: Bytes of the bulk area.
    /// - Returns: Bytes from the start of the area.
    @inline(__always)
    func missing(for payload: Int, of area: Int) -> Int? {
        payload <= byteCount ? nil : min(area, (payload &+ (Self.step &- 1)) & ~(Self.step &- 1))
    }

    /// Notes that they are there.
    mutating func note(_ byteCount: Int) {
        self.byteCount = byteCount
    }
}
