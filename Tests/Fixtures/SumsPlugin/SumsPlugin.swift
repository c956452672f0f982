import Glibc
import OutboardPlugin
import SumsInterface

/// Serves the versions of an interface that its environment names, in that order.
@main
enum SumsPlugin {
    static func main() {
        let served = versions("SUMS_SERVES").compactMap(SumsVersion.init(rawValue:))
        let interfaces = served.map(\.interface)
        let manifest = PluginManifest(
            name: "Sums", version: "1.0.0",
            interfaces: versions("SUMS_CLAIMS").compactMap { PluginManifest.Interface("Sums \($0)") })
        let definition = PluginDefinition(
            name: "Sums", interfaces: interfaces, manifest: manifest,
            start: { _ in
                PluginDefinition.Running(
                    dispatch: { call in
                        var method = Int(call.method)
                        for (version, interface) in zip(served, interfaces) {
                            if method < interface.methods.count { return run(version, method, &call) }
                            method -= interface.methods.count
                        }
                        call.rejectUnknownMethod()
                    }, shutDown: {})
            })
        definition.run()
    }

    /// The versions that a variable lists.
    private static func versions(_ name: String) -> [String] {
        let text = getenv(name).map { String(cString: $0) } ?? "2.0,1.2,1.0"
        return text.split(separator: ",").map(String.init)
    }

    /// Runs a method of a version.
    private static func run(_ version: SumsVersion, _ method: Int, _ call: inout IncomingCall) {
        switch (method, version) {
        case (0, _):
            call.reply { (_: inout WireReader) throws -> String in version.rawValue }
        case (1, .third):
            call.reply { (reader: inout WireReader) throws -> Int in try reader.next([Int].self).reduce(0, &+) }
        case (1, _):
            call.reply { (reader: inout WireReader) throws -> Int in
                try reader.next(Int.self) &+ (try reader.next(Int.self))
            }
        default:
            call.reply { (reader: inout WireReader) throws -> Int in
                try reader.next(Int.self) &* (try reader.next(Int.self))
            }
        }
    }
}
