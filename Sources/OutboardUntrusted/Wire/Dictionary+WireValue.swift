extension Dictionary: WireValue where Key: WireValue, Value: WireValue {
    /// The layout.
    public static func describe(in schema: inout WireSchema) -> WireType {
        .dictionary(Key.describe(in: &schema), Value.describe(in: &schema))
    }

    /// 4 and the bytes of the keys and values.
    @inlinable public var wireByteCount: Int {
        var sum = 4
        for (key, value) in self { sum &+= key.wireByteCount &+ value.wireByteCount }
        return sum
    }

    /// Appends the count, and each key followed by its value, in the dictionary's own order.
    @inlinable public func encode(into writer: inout WireWriter) {
        writer.append(count: count)
        writer.nested { writer in
            for (key, value) in self where !writer.overflowed {
                key.encode(into: &writer)
                value.encode(into: &writer)
            }
        }
    }

    /// Reads the only pair of a dictionary.
    @inlinable @inline(__always)
    static func one(from reader: inout WireReader) throws(WireError) -> [Key: Value] {
        let key = try reader.key(Key.self)
        let value = try Value(from: &reader)
        guard key == key else { try WireError.fail(.invalidValue) }
        return [consume key: consume value]
    }

    /// Reads a dictionary.
    ///
    /// A key that comes twice is an error, and so are more than 64 combining marks in a row in a text of a key.
    @inlinable public init(from reader: inout WireReader) throws(WireError) {
        let count = try reader.count(minimumByteCount: 2)
        self = try reader.nested { (reader: inout WireReader) throws(WireError) -> [Key: Value] in
            guard count > 0 else { return [:] }
            // Made with room for all: reserving it later goes through metadata that is searched for at run time. With one
            // pair in it from the start that search is over soonest.
            if count == 1 { return try Self.one(from: &reader) }
            var pairs = [Key: Value](minimumCapacity: Swift.min(count, 1024))
            var left = count
            while left > 0 {
                let key = try reader.key(Key.self)
                let value = try Value(from: &reader)
                // NaN is no key: each would be a new one with the same hash, and inserting them quadratic.
                guard key == key else { try WireError.fail(.invalidValue) }
                let former = pairs.updateValue(consume value, forKey: consume key)
                guard former == nil else { try WireError.fail(.duplicateKey) }
                left &-= 1
            }
            return pairs
        }
    }
}
