import OutboardCore

/// Encodes into, and decodes from, memory of exactly the size announced: with bytes around it that nobody may touch.
enum WireBytes {
    /// What came of an encoding.
    struct Encoded {
        var bytes: [UInt8]
        /// Whether the value wrote exactly what it had announced.
        var isExact: Bool
        /// Whether it wrote nowhere else.
        var isContained: Bool
    }

    private static let edge = 64

    /// Encodes a value into as many bytes as it announces, or as many as are given.
    static func encode(_ value: some WireValue, byteCount: Int? = nil) -> Encoded {
        encode(byteCount: byteCount ?? value.wireByteCount) { value.encode(into: &$0) }
    }

    /// Runs a closure with a writer of so many bytes.
    static func encode(byteCount: Int, _ body: (inout WireWriter) -> Void) -> Encoded {
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount + 2 * edge, alignment: 1)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 0xa5)
        var writer = WireWriter(start: memory.baseAddress! + edge, byteCount: byteCount)
        body(&writer)
        return Encoded(
            bytes: Array(memory[edge..<edge + byteCount]), isExact: writer.isExact,
            isContained: memory.prefix(edge).allSatisfy { $0 == 0xa5 } && memory.suffix(edge).allSatisfy { $0 == 0xa5 })
    }

    /// Decodes a value from the start of bytes; the count of those left over comes with it.
    static func decode<T: WireValue>(
        _ bytes: [UInt8], as type: T.Type = T.self, misalignment: Int = 0
    ) throws(WireError) -> (value: T, left: Int) {
        // Ends where the allocation ends, so that the address sanitizer sees a byte too many.
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + misalignment, alignment: 16)
        defer { memory.deallocate() }
        guard let base = memory.baseAddress else { return try decodeNothing() }
        let start = base + misalignment
        bytes.withUnsafeBytes { start.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(start), byteCount: $0.count) }
        var reader = WireReader(start: start, byteCount: bytes.count)
        let value = try reader.next(T.self)
        return (value, reader.remaining)
    }

    private static func decodeNothing<T: WireValue>() throws(WireError) -> (value: T, left: Int) {
        var byte: UInt8 = 0
        var failure = WireError.truncated
        let value: T? = withUnsafeBytes(of: &byte) { buffer in
            var reader = WireReader(start: buffer.baseAddress!, byteCount: 0)
            do throws(WireError) { return try reader.next(T.self) } catch { failure = error }
            return nil
        }
        guard let value else { throw failure }
        return (value, 0)
    }

    /// The error of a decoding, nothing if it succeeds.
    static func error<T: WireValue>(_ bytes: [UInt8], as type: T.Type) -> WireError? {
        do throws(WireError) {
            _ = try decode(bytes, as: type)
            return nil
        } catch {
            return error
        }
    }
}
