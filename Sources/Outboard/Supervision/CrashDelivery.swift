internal import Glibc
internal import Logging
internal import OutboardCore
internal import SystemPackage

/// Brings a crash report to those who asked for it, on the thread of the log handlers.
struct CrashDelivery {
    /// How many files there are at most for one name of a plugin.
    static let fileCount = 16

    private let options: PluginOptions

    init(_ options: PluginOptions) {
        self.options = options
    }

    /// Writes the report's file and calls the handler; logs what was not logged yet.
    ///
    /// Returns at once.
    func deliver(_ report: CrashReport) {
        let options = self.options
        let logger = options.logger(ofPlugin: report.plugin, report.processID)
        // The end of one that was ready is in the log.
        if !report.wasReady { LogDelivery.shared.note(.warning, report.cause, to: logger) }
        guard options.crashHandler != nil || options.crashReportDirectory != nil else { return }
        LogDelivery.shared.run {
            if let directory = options.crashReportDirectory {
                do throws(Errno) {
                    try Self.write(report, to: directory)
                } catch {
                    logger.warning("The crash report of \(report.plugin) was not written to \(directory): \(error)")
                }
            }
            options.crashHandler?(report)
        }
    }

    /// Writes a report beside its place and puts it there: nobody reads half a report.
    ///
    /// Makes the folder if there is none.
    private static func write(_ report: CrashReport, to directory: String) throws(Errno) {
        guard unsafe mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw Errno(rawValue: errno) }
        let name = fileName(report)
        let path = FilePath(directory).appending(name)
        let temporary = FilePath(directory).appending(".\(name).\(getpid())")
        do {
            let file = try FileDescriptor.open(
                temporary, .writeOnly, options: [.create, .truncate, .noFollow, .closeOnExec],
                permissions: [.ownerReadWrite])
            try file.closeAfter { _ = try file.writeAll(report.json.utf8) }
            guard
                unsafe path.withPlatformString({ new in
                    unsafe temporary.withPlatformString { unsafe rename($0, new) }
                }) == 0
            else { throw Errno(rawValue: errno) }
        } catch {
            _ = unsafe temporary.withPlatformString { unsafe unlink($0) }
            throw (error as? Errno) ?? .ioError
        }
    }

    /// The name of a report's file: "resizer-03.json".
    static func fileName(_ report: CrashReport) -> String {
        let plain = report.plugin.unicodeScalars.prefix(100).map { scalar -> Character in
            let isPlain = scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            return isPlain || scalar == "_" ? Character(scalar) : "-"
        }
        let number = report.generation % fileCount
        return "\(String(plain))-\(number < 10 ? "0" : "")\(number).json"
    }
}
