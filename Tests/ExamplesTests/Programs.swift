import Foundation

/// Where the built programs are: beside the test program.
enum Programs {
    private static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    static var userManagerPlugin: String { path("user-manager-plugin") }
    static var userManagerDemo: String { path("user-manager-demo") }
    static var greeterPlugin: String { path("GreeterPlugin") }
    static var indexerPlugin: String { path("IndexerPlugin") }
    static var kvStore: String { path("KVStore") }

    private static func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    /// What a program printed, and its exit status.
    struct Run {
        let output: String
        let errors: String
        let status: Int32
    }

    /// Runs the demo to its end.
    static func runDemo(_ arguments: String...) throws -> Run {
        try runDemo(arguments)
    }

    /// Runs the demo to its end.
    static func runDemo(_ arguments: [String]) throws -> Run {
        let process = Process()
        let output = Pipe()
        let errors = Pipe()
        process.executableURL = URL(filePath: userManagerDemo)
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        // Neither fills its pipe with errors, so one after the other is safe.
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return Run(
            output: String(decoding: text, as: UTF8.self), errors: String(decoding: complaint, as: UTF8.self),
            status: process.terminationStatus)
    }
}
