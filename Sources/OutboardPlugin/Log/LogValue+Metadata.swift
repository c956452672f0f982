internal import Logging
internal import OutboardCore

extension LogValue {
    /// Takes over a metadata value; what is nested too deep becomes text.
    init(_ value: Logger.MetadataValue, depth: Int) {
        guard depth < Self.maximumDepth else {
            self = .string(value.description)
            return
        }
        switch value {
        case .string(let text): self = .string(text)
        case .stringConvertible(let value): self = .string(value.description)
        case .array(let values): self = .array(values.map { LogValue($0, depth: depth + 1) })
        case .dictionary(let values):
            let named = values.map {
                (LogRecord.prefix(of: $0.key, byteCount: Self.maximumNameBytes), LogValue($0.value, depth: depth + 1))
            }
            self = .dictionary(Dictionary(named) { first, _ in first })
        }
    }
}
