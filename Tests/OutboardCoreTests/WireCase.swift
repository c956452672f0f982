import OutboardCore
import Testing

/// A type of wire values with samples of it, in a form that tests can be repeated over.
struct WireCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Encodings of the samples.
    let encodings: [[UInt8]]
    /// Checks that each sample survives the way out and back.
    let checkRoundTrips: @Sendable () throws -> Void
    /// Decodes; true for a value, false for an error.
    let decodes: @Sendable ([UInt8]) -> Bool
    /// Encodes the sample with this encoding into so many bytes.
    let encodeInto: @Sendable (_ encoding: [UInt8], _ byteCount: Int) -> WireBytes.Encoded?

    init<T: WireValue & Equatable>(_ samples: [T]) {
        testDescription = "\(T.self)"
        encodings = samples.map { WireBytes.encode($0).bytes }
        checkRoundTrips = {
            for sample in samples {
                let encoded = WireBytes.encode(sample)
                #expect(encoded.isExact && encoded.isContained, "\(T.self)")
                for misalignment in [0, 1, 3, 7] {
                    let (value, left) = try WireBytes.decode(encoded.bytes, as: T.self, misalignment: misalignment)
                    #expect(value == sample)
                    #expect(left == 0)
                    #expect(value.wireByteCount == encoded.bytes.count)
                }
                // What follows a value stays where it is.
                let (value, left) = try WireBytes.decode(encoded.bytes + [1, 2, 3], as: T.self)
                #expect(value == sample && left == 3)
            }
        }
        decodes = { bytes in WireBytes.error(bytes, as: T.self) == nil }
        encodeInto = { encoding, byteCount in
            samples.first { WireBytes.encode($0).bytes == encoding }.map { WireBytes.encode($0, byteCount: byteCount) }
        }
    }

    /// Every kind of wire value.
    static let all: [WireCase] = scalars + texts + collections + named

    static let scalars: [WireCase] = [
        integers(UInt8.self), integers(UInt16.self), integers(UInt32.self), integers(UInt64.self), integers(UInt.self),
        integers(Int8.self), integers(Int16.self), integers(Int32.self), integers(Int64.self), integers(Int.self),
        WireCase([true, false]),
        WireCase([
            Float(0), -0.0, 1.5, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .pi,
        ]),
        WireCase([
            0, -0.0, 1.5, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, Double.pi,
        ]),
        WireCase([
            Duration.zero, .seconds(1), .seconds(-1), .nanoseconds(1), .nanoseconds(-1), .milliseconds(1500),
            Duration(secondsComponent: 0, attosecondsComponent: 999_999_999_999_999_999),
            Duration(secondsComponent: .max, attosecondsComponent: 999_999_999_999_999_999),
            Duration(secondsComponent: .min, attosecondsComponent: -999_999_999_999_999_999),
            Duration(attoseconds: -1),
        ]),
    ]

    static let texts: [WireCase] = [
        WireCase([
            "", "a", "outboard", "ü", "e\u{301}", "日本語", "🦊", "👨‍👩‍👧‍👦", "\0", "\u{10ffff}", "\u{feff}", "a\r\nb",
            String(repeating: "x", count: 15), String(repeating: "x", count: 16), String(repeating: "🦊", count: 4),
        ]),
        WireCase([[UInt8](), [0], [255, 0, 1], Array(0...255)]),
    ]

    static let collections: [WireCase] = [
        WireCase([[Int](), [.min, .max], Array(-20...20)]),
        WireCase([[UInt16](), [1, 2, 3]]),
        WireCase([[Double](), [1, -1, .infinity]]),
        WireCase([[Bool](), [true, false, true]]),
        WireCase([[String](), [""], ["a", "", "日本語"]]),
        WireCase([[[UInt8]](), [[]], [[1], [], [2, 3]]]),
        WireCase([[[[Int8]]](), [[[1], []], []]]),
        WireCase([Int?.none, 0, .max]),
        WireCase([String?.none, "", "x"]),
        WireCase([Int??.none, .some(.none), 7]),
        WireCase([[Int?](), [nil, 1, nil]]),
        WireCase([[Duration](), [.seconds(1), .seconds(-3)]]),
        WireCase([[String: Int](), ["a": 1], ["": 0, "b": .min, "日": .max]]),
        WireCase([[UInt8: [String: Bool]](), [1: ["x": true], 2: [:]]]),
        WireCase([[Bool: Duration](), [true: .zero, false: .seconds(1)]]),
        WireCase([[Double: Float](), [0.5: 1, -1: 2, .infinity: 0]]),
        WireCase([[[Int]: [UInt8]?](), [[1, 2]: nil, []: [3]]]),
    ]

    static let named: [WireCase] = [
        WireCase([
            Person(id: 1, name: "Ada", tags: [], scores: [:], nickname: nil, age: nil),
            Person(id: .max, name: "", tags: ["a", "🦊"], scores: ["x": -0.5], nickname: "", age: .min),
            Person(id: 0, name: "日本", tags: [""], scores: ["": 1, "y": 2], nickname: nil, age: 36),
        ]),
        WireCase([
            Shape.none, .circle(radius: -1), .label("x", 9), .group([]), .group([.none, .group([.label("", 0)])]),
            .nested(30),
        ]),
        WireCase([[Shape](), [.none, .circle(radius: 2)]]),
        WireCase([["k": Shape.circle(radius: 1)], [:]]),
        WireCase([NoConfiguration()]),
        WireCase([[NoConfiguration](), [NoConfiguration(), NoConfiguration()]]),
    ]

    private static func integers<T: WireInteger>(_ type: T.Type) -> WireCase {
        WireCase([T.min, T.max, 0, 1, T.max / 2, T.min / 2, T(truncatingIfNeeded: 0x0123_4567_89ab_cdef)])
    }
}
