extension Array: WireValue where Element: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        if Element.self == UInt8.self { return .bytes }
        return .array(Element.describe(in: &schema))
    }

    /// 4 and the bytes of the elements.
    ///
    /// Constant time for scalars.
    @inlinable public var wireByteCount: Int {
        if let size = Element._bitwiseByteCount { return count &* size &+ 4 }
        var sum = 4
        for element in self { sum &+= element.wireByteCount }
        return sum
    }

    /// Appends the count and the elements; scalars in one copy.
    @inlinable public func encode(into writer: inout WireWriter) {
        writer.append(count: count)
        if Element._bitwiseByteCount != nil {
            unsafe withUnsafeBufferPointer { elements in
                unsafe writer.append(contentsOf: UnsafeRawBufferPointer(elements))
            }
        } else {
            writer.nested { writer in
                // What has no room is not looked at to its end.
                for element in self where !writer.overflowed { element.encode(into: &writer) }
            }
        }
    }

    /// Reads an array.
    ///
    /// A count that the bytes cannot hold is an error before anything is allocated.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        if let size = Element._bitwiseByteCount {
            let count = try reader.count(minimumByteCount: size)
            // An array made for no elements would write its count into the one empty array that all threads share.
            guard count > 0 else {
                self = []
                return
            }
            self = try unsafe reader.bytes(count &* size) {
                (bytes: UnsafeRawBufferPointer) throws(WireError) -> [Element] in
                // The metadata of an array of bytes is looked up at each use, except in the library's own code.
                if let array = unsafe [UInt8](bytes) as? [Element] { return array }
                return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initializedCount in
                    unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                    initializedCount = count
                }
            }
        } else {
            let count = try reader.count()
            self = try reader.nested { (reader: inout WireReader) throws(WireError) -> [Element] in
                var elements: [Element] = []
                // Elements can be much larger in memory than on the wire: what the count claims is not reserved blindly.
                elements.reserveCapacity(Swift.min(count, 1024))
                var left = count
                while left > 0 {
                    elements.append(try Element(from: &reader))
                    left &-= 1
                }
                return elements
            }
        }
    }
}
