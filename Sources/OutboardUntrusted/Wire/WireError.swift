/// Why bytes are not the encoding of a value.
public struct WireError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of `WireError`.
    public struct Code: Hashable, Sendable {
        enum Value: Hashable {
            case truncated, invalidBool, invalidOptional, invalidUTF8, unknownCase, tooDeep, duplicateKey, invalidCount
            case leftOver, invalidValue
        }
        let value: Value

        /// The bytes end before the value does.
        public static var truncated: Self { Self(value: .truncated) }
        /// A Bool is neither 0 nor 1.
        public static var invalidBool: Self { Self(value: .invalidBool) }
        /// The mark of an optional is neither 0 nor 1.
        public static var invalidOptional: Self { Self(value: .invalidOptional) }
        /// A string is not UTF-8.
        public static var invalidUTF8: Self { Self(value: .invalidUTF8) }
        /// An enum has no case with this index.
        public static var unknownCase: Self { Self(value: .unknownCase) }
        /// Values are nested more than 64 deep.
        public static var tooDeep: Self { Self(value: .tooDeep) }
        /// A dictionary has a key twice.
        public static var duplicateKey: Self { Self(value: .duplicateKey) }
        /// There are bytes behind the last value.
        public static var leftOver: Self { Self(value: .leftOver) }
        /// A value is outside what its type allows.
        public static var invalidValue: Self { Self(value: .invalidValue) }
    }

    /// What is wrong.
    public let code: Code
    /// Which value, where that is known.
    public let detail: String

    /// Creates an error.
    public init(code: Code, detail: String = "") {
        self.code = code
        self.detail = detail
    }

    /// The bytes end before the value does.
    public static var truncated: Self { Self(code: .truncated) }

    /// Throws an error from a function that is never inlined.
    ///
    /// A typed `throw` inside inlinable code keeps Swift 6.3 from calling the decoder of a known type directly; a call
    /// that throws does not.
    @usableFromInline @inline(never)
    static func fail(_ code: Code) throws(WireError) -> Never {
        throw WireError(code: code)
    }

    /// An enum has no case with this index.
    public static func unknownCase(_ index: UInt16, of type: String) -> Self {
        Self(code: .unknownCase, detail: "case \(index) of \(type)")
    }

    /// A value is outside what its type allows.
    public static func invalidValue(_ detail: String) -> Self {
        Self(code: .invalidValue, detail: detail)
    }

    /// A sentence without a full stop.
    public var description: String {
        let what =
            switch code.value {
            case .truncated: "the bytes end before the value does"
            case .invalidBool: "a Bool is neither 0 nor 1"
            case .invalidOptional: "the mark of an optional is neither 0 nor 1"
            case .invalidUTF8: "a string is not UTF-8"
            case .unknownCase: "an enum has no such case"
            case .tooDeep: "values are nested more than \(WireReader.maximumDepth) deep"
            case .duplicateKey: "a dictionary has a key twice"
            case .invalidCount: "a count is larger than the bytes allow"
            case .leftOver: "there are bytes behind the last value"
            case .invalidValue: "a value is not allowed"
            }
        return detail.isEmpty ? what : "\(what) (\(detail))"
    }
}
