extension DecodingError {
    /// What is wrong and where, in words for whoever wrote the file.
    var cause: String {
        switch self {
        case .keyNotFound(let key, let context):
            "\(Self.place(context.codingPath)) has no '\(key.stringValue)'"
        case .typeMismatch(let type, let context):
            "\(Self.place(context.codingPath)) is not of the type \(Self.name(of: type))"
        case .valueNotFound(let type, let context):
            "\(Self.place(context.codingPath)) is null and not of the type \(Self.name(of: type))"
        case .dataCorrupted(let context):
            // The decoder does not say where the syntax is wrong, only what is wrong with a value.
            context.codingPath.isEmpty
                ? "it is not valid JSON"
                : "\(Self.place(context.codingPath)) cannot be read: \(context.debugDescription)"
        @unknown default:
            "\(self)"
        }
    }

    /// Such as `user 3, id.idp`.
    private static func place(_ path: [any CodingKey]) -> String {
        guard let index = path.first?.intValue else { return "the whole file" }
        let fields = path.dropFirst().map(\.stringValue).joined(separator: ".")
        return fields.isEmpty ? "user \(index)" : "user \(index), \(fields)"
    }

    /// What JSON calls it.
    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "string"
        case is Bool.Type: "boolean"
        case is any BinaryInteger.Type: "number"
        case is [Any].Type: "array"
        default: "object"
        }
    }
}
