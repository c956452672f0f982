import Foundation

/// The command-line tool as it was built.
enum Tool {
    static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()

    /// The path of a built program.
    static func program(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    /// What it printed, and its exit status.
    struct Run {
        let output: String
        let errors: String
        let status: Int32

        /// What it printed as JSON.
        func object() throws -> NSDictionary {
            try JSONSerialization.jsonObject(with: Data(output.utf8)) as? NSDictionary ?? [:]
        }
    }

    /// Runs the tool to its end.
    static func run(_ arguments: String..., in directory: String? = nil) throws -> Run {
        let process = Process()
        let output = Pipe()
        let errors = Pipe()
        process.executableURL = URL(filePath: program("outboard"))
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = errors
        if let directory { process.currentDirectoryURL = URL(filePath: directory) }
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
