extension String: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType { .string }

    /// 4 and the bytes in UTF-8.
    ///
    /// Constant time for native strings.
    @inlinable public var wireByteCount: Int { utf8.count &+ 4 }

    /// Appends the count and the UTF-8.
    @inlinable public func encode(into writer: inout WireWriter) {
        let done: Void? = unsafe utf8.withContiguousStorageIfAvailable { bytes in
            writer.append(count: bytes.count)
            unsafe writer.append(contentsOf: UnsafeRawBufferPointer(bytes))
        }
        if done == nil { encodeSlowly(into: &writer) }
    }

    @usableFromInline
    func encodeSlowly(into writer: inout WireWriter) {
        writer.append(count: utf8.count)
        for byte in utf8 { writer.append(byte) }
    }

    /// Reads a string; bytes that are not UTF-8 are an error.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        let count = try reader.count()
        self = try unsafe reader.bytes(count) { (bytes: UnsafeRawBufferPointer) throws(WireError) -> String in
            try unsafe String(validatingWire: bytes)
        }
        // A mark takes two bytes at least: most keys are too short to be looked at.
        if reader.isKey, count > 2 &* Self.marksInKey { try refuseManyMarks() }
    }

    /// How many combining marks may follow each other in a key.
    ///
    /// Twice as many as Unicode's Stream-Safe Text Format allows.
    @usableFromInline static var marksInKey: Int { 64 }

    /// Refuses a text that takes much longer to hash than to read.
    ///
    /// Hashing sorts each run of marks, in quadratic time: a mebibyte of them takes minutes.
    @usableFromInline
    func refuseManyMarks() throws(WireError) {
        var run = 0
        for scalar in unicodeScalars {
            run = scalar.isASCII || scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run &+ 1
            guard run <= Self.marksInKey else { throw WireError.invalidValue("a key full of combining marks") }
        }
    }

    /// Whether no byte has its highest bit set: 8 bytes at a time.
    @inline(__always)
    private static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var seen: UInt64 = 0
        var offset = 0
        while offset &+ 8 <= bytes.count {
            seen |= unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset &+= 8
        }
        while offset < bytes.count {
            seen |= UInt64(unsafe bytes.load(fromByteOffset: offset, as: UInt8.self))
            offset &+= 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    @usableFromInline
    init(validatingWire bytes: UnsafeRawBufferPointer) throws(WireError) {
        // Short texts live in the string itself. Most are ASCII, and checking that here is faster than validating them.
        if bytes.count <= 15, unsafe Self.isASCII(bytes) {
            self = unsafe bytes.withMemoryRebound(to: UInt8.self) { bytes in
                unsafe String(copying: UTF8Span(unchecked: Span(_unsafeElements: bytes), isKnownASCII: true))
            }
            return
        }
        let valid: String? = unsafe bytes.withMemoryRebound(to: UInt8.self) { bytes in
            guard let text = try? unsafe UTF8Span(validating: Span(_unsafeElements: bytes)) else { return nil }
            return String(copying: text)
        }
        guard let valid else { try WireError.fail(.invalidUTF8) }
        self = valid
    }
}
