import OutboardCore

/// The interface that the plugin written in C serves.
struct CalculatorClient: InterfaceClient {
    static let interface = InterfaceDescriptor(
        "Calculator", version: "1.0",
        methods: [
            MethodDescriptor(
                "add(_:_:)", [ParameterDescriptor("_", Int64.self), ParameterDescriptor("_", Int64.self)],
                returns: Int64.self),
            MethodDescriptor("echo(bytes:)", [ParameterDescriptor("bytes", [UInt8].self)], returns: [UInt8].self),
            MethodDescriptor(
                "divide(_:by:)", [ParameterDescriptor("_", Int64.self), ParameterDescriptor("by", Int64.self)],
                returns: Int64.self),
            MethodDescriptor("store(_:)", [ParameterDescriptor("_", [UInt8].self)], isOneWay: true),
            MethodDescriptor("recall()", returns: Int64.self),
        ], errors: [DivisionByZero.self])

    var caller: Caller

    func add(_ first: Int64, _ second: Int64) throws -> Int64 {
        try caller.call(0, byteCount: 16) { writer in
            first.encode(into: &writer)
            second.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> Int64 in
            try reader.next()
        }
    }

    func echo(bytes: [UInt8]) throws -> [UInt8] {
        try caller.call(1, byteCount: bytes.wireByteCount) { writer in
            bytes.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> [UInt8] in
            try reader.next()
        }
    }

    /// The same method, suspending the task instead of blocking the thread.
    func echoSuspending(bytes: [UInt8]) async throws -> [UInt8] {
        try await caller.callAsync(1, byteCount: bytes.wireByteCount) { writer in
            bytes.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> [UInt8] in
            try reader.next()
        }
    }

    func divide(_ dividend: Int64, by divisor: Int64) throws -> Int64 {
        try caller.call(2, byteCount: 16) { writer in
            dividend.encode(into: &writer)
            divisor.encode(into: &writer)
        } decode: { (reader: inout WireReader) throws(WireError) -> Int64 in
            try reader.next()
        }
    }
}

extension CalculatorClient {
    func store(_ bytes: [UInt8]) throws {
        try caller.send(3, byteCount: bytes.wireByteCount) { bytes.encode(into: &$0) }
    }

    func recall() throws -> Int64 {
        try caller.call(4, byteCount: 0) { _ in
        } decode: { (reader: inout WireReader) throws(WireError) -> Int64 in
            try reader.next()
        }
    }
}

/// The error that the interface declares.
struct DivisionByZero: Error, WireValue, Equatable {
    var message: String

    static func describe(in schema: inout WireSchema) -> WireType {
        schema.structure(Self.self, named: "DivisionByZero") { $0.field("message", String.self) }
    }

    var wireByteCount: Int { WireWriter.compositeByteCount(message.wireByteCount) }

    func encode(into writer: inout WireWriter) {
        writer.composite { message.encode(into: &$0) }
    }

    init(message: String) {
        self.message = message
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.message = try reader.composite { (reader: inout WireReader) throws(WireError) in try reader.next() }
    }
}
