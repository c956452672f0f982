/// How an error travels that the interface does not declare: two strings.
struct ErrorText: WireValue {
    var typeName: String
    var message: String

    static func describe(in schema: inout WireSchema) -> WireType { .named("ErrorText") }
    var wireByteCount: Int { typeName.wireByteCount &+ message.wireByteCount }
    func encode(into writer: inout WireWriter) {
        typeName.encode(into: &writer)
        message.encode(into: &writer)
    }
    init(typeName: String, message: String) {
        self.typeName = typeName
        self.message = message
    }
    init(from reader: inout WireReader) throws(WireError) {
        self.init(typeName: try reader.next(), message: try reader.next())
    }
}
