// As the article shows it, which documents less than `make lint` asks for.
// swift-format-ignore-file
import OutboardCore

/// A weather station.
public protocol Station: Sendable {
    /// The last value of a sensor.
    func reading(sensor: String) throws -> Reading
    /// Compares all sensors with each other.
    func calibrate(_ rounds: Int) async throws
}

/// What a sensor says.
public struct Reading: Hashable, Sendable {
    public var value: Double
    public var unit: String
    /// Since 1.1.
    public var age: Duration?

    public init(value: Double, unit: String, age: Duration? = nil) {
        self.value = value
        self.unit = unit
        self.age = age
    }
}

/// What a station cannot answer.
public enum StationError: Error, Hashable {
    case noSensor(name: String)
    case broken
}

extension Reading: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "Reading") { fields in
            fields.field("value", Double.self)
            fields.field("unit", String.self)
            fields.field("age", Duration?.self)
        }
    }

    public var wireByteCount: Int {
        WireWriter.compositeByteCount(value.wireByteCount + unit.wireByteCount + age.wireByteCount)
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            value.encode(into: &writer)
            unit.encode(into: &writer)
            age.encode(into: &writer)
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            let value = try reader.next(Double.self)
            let unit = try reader.next(String.self)
            // Optional fields at the end may be missing: an older writer does not send them.
            let age = try reader.nextTrailing(Duration?.self)
            return Self(value: value, unit: unit, age: age)
        }
    }
}

extension StationError: WireValue {
    public static func describe(in schema: inout WireSchema) -> WireType {
        schema.enumeration(Self.self, named: "StationError") { cases in
            cases.add("noSensor") { $0.field("name", String.self) }
            cases.add("broken")
        }
    }

    // The index of the case takes two bytes.
    public var wireByteCount: Int {
        switch self {
        case .noSensor(let name): WireWriter.compositeByteCount(2 + name.wireByteCount)
        case .broken: WireWriter.compositeByteCount(2)
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.composite { writer in
            switch self {
            case .noSensor(let name):
                UInt16(0).encode(into: &writer)
                name.encode(into: &writer)
            case .broken:
                UInt16(1).encode(into: &writer)
            }
        }
    }

    public init(from reader: inout WireReader) throws(WireError) {
        self = try reader.composite { (reader: inout WireReader) throws(WireError) -> Self in
            switch try reader.next(UInt16.self) {
            case 0: return .noSensor(name: try reader.next())
            case 1: return .broken
            case let index: throw WireError.unknownCase(index, of: "StationError")
            }
        }
    }
}

/// The host's side: sends each method to the plugin by its number.
public struct StationClient: Station, InterfaceClient {
    public static let interface = InterfaceDescriptor(
        "Station", version: "1.1",
        methods: [
            MethodDescriptor("reading(sensor:)", [ParameterDescriptor("sensor", String.self)], returns: Reading.self),
            MethodDescriptor("calibrate(_:)", [ParameterDescriptor("_", Int.self)], isAsync: true),
        ],
        errors: [StationError.self])

    public var caller: Caller

    public init(caller: Caller) {
        self.caller = caller
    }

    public func reading(sensor: String) throws -> Reading {
        try caller.call(0, byteCount: sensor.wireByteCount) { writer in
            sensor.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> Reading in
            try reader.next()
        }
    }

    public func calibrate(_ rounds: Int) async throws {
        try await caller.callAsync(1, byteCount: rounds.wireByteCount) { writer in
            rounds.encode(into: &writer)
        } decode: { (_: inout WireReader) throws(WireError) in
        }
    }
}

/// The plugin's side: takes a call apart and runs the implementation.
public struct StationDispatcher<Implementation: Station>: InterfaceDispatcher {
    public static var interface: InterfaceDescriptor { StationClient.interface }
    public let implementation: Implementation

    public init(_ implementation: Implementation) {
        self.implementation = implementation
    }

    public func dispatch(_ call: inout IncomingCall) {
        let implementation = self.implementation
        switch call.method {
        case 0:
            call.reply { (reader: inout WireReader) throws -> Reading in
                try implementation.reading(sensor: try reader.next())
            }
        case 1:
            call.replyVoidAsync { (reader: inout WireReader) throws(WireError) in
                let rounds = try reader.next(Int.self)
                return { try await implementation.calibrate(rounds) }
            }
        default: call.rejectUnknownMethod()
        }
    }
}
