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

    /// A text of up to 15 bytes, which lives in the string itself; nothing if it is not all ASCII.
    ///
    /// The library looks at each byte of a short text. Here it is two words, which may overlap.
    @inline(__always)
    private static func short(_ bytes: UnsafeRawBufferPointer) -> String? {
        if bytes.count >= 8 { return unsafe short(bytes, words: UInt64.self, marks: 0x8080_8080_8080_8080) }
        if bytes.count >= 4 { return unsafe short(bytes, words: UInt32.self, marks: 0x8080_8080) }
        if bytes.count >= 2 { return unsafe short(bytes, words: UInt16.self, marks: 0x8080) }
        return unsafe bytes.isEmpty ? "" : short(bytes, words: UInt8.self, marks: 0x80)
    }

    /// A text of between one and two words; `marks` has the highest bit of each byte.
    @inline(__always)
    private static func short<Word: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, words: Word.Type, marks: Word
    ) -> String? {
        let last = bytes.count &- MemoryLayout<Word>.size
        let head = unsafe bytes.loadUnaligned(as: Word.self)
        let tail = unsafe bytes.loadUnaligned(fromByteOffset: last, as: Word.self)
        guard (head | tail) & marks == 0 else { return nil }
        return unsafe String(unsafeUninitializedCapacity: bytes.count) { text in
            let text = UnsafeMutableRawBufferPointer(text)
            unsafe text.storeBytes(of: head, as: Word.self)
            unsafe text.storeBytes(of: tail, toByteOffset: last, as: Word.self)
            return bytes.count
        }
    }

    @usableFromInline
    init(validatingWire bytes: UnsafeRawBufferPointer) throws(WireError) {
        if bytes.count <= 15, let text = unsafe Self.short(bytes) {
            self = text
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
