internal import COutboard
internal import OutboardSystem

extension SharedBytes: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .sharedBytes }

    /// Always 20.
    public var wireByteCount: Int { Int(OUTBOARD_SHARED_BYTES_BYTES) }

    /// Appends the number of the buffer, where the bytes begin in it, and how many there are.
    ///
    /// Bytes that this process was lent itself are those of no buffer: it cannot lend them on.
    public func encode(into writer: inout WireWriter) {
        writer.append(memory.number)
        writer.append(UInt64(truncatingIfNeeded: unsafe start - UnsafeRawPointer(memory.mapping.base)))
        writer.append(UInt64(truncatingIfNeeded: count))
    }

    /// Finds the bytes of an argument among the buffers that this plugin was lent.
    ///
    /// Throws in a host, for a buffer that was not lent, and for bytes outside of it.
    public init(from reader: inout WireReader) throws(WireError) {
        let number = try reader.integer(UInt32.self)
        let offset = try reader.integer(UInt64.self)
        let count = try reader.integer(UInt64.self)
        guard let lane = unsafe ServedLane.current else {
            throw WireError.invalidValue("SharedBytes, which only an argument of a method can have")
        }
        guard let memory = unsafe lane.pointee.end.buffers.find(number, lane: lane.pointee.index) else {
            throw WireError.invalidValue(
                number == 0
                    ? "SharedBytes that the caller was lent itself: only the host that made a buffer can lend it"
                    : "shared buffer \(number) is not lent to this plugin: lend it before the call")
        }
        let byteCount = UInt64(truncatingIfNeeded: memory.mapping.byteCount)
        guard offset <= byteCount, count <= byteCount &- offset else {
            throw WireError.invalidValue("\(count) bytes from \(offset) of a shared buffer of \(byteCount)")
        }
        self = unsafe SharedBytes(
            memory, UnsafeRawPointer(memory.mapping.base) + Int(truncatingIfNeeded: offset),
            count: Int(truncatingIfNeeded: count))
    }
}
