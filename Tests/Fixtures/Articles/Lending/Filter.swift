// As the article shows it, which documents less than `make lint` asks for.
// swift-format-ignore-file
#if Macros
import OutboardCore

@PluginInterface(version: "1.0")
public protocol Filter: Sendable {
    /// How bright a picture is.
    func brightness(of frame: SharedBytes) throws -> Double
}

struct PlainFilter: Filter {
    func brightness(of frame: SharedBytes) throws -> Double {
        frame.withSpan { bytes in
            Double(bytes.indices.reduce(0) { $0 + Int(bytes[$1]) }) / Double(bytes.count)
        }
    }
}
#endif
