import Glibc
import LogInterface
import Logging
import OutboardPlugin

#if Tracing
import Tracing
#endif

/// A plugin that logs what the tests ask for.
@main
struct LogPlugin: Plugin, Logs {
    static let name = "logs"

    private let logger = PluginContext.logger
    private let levels: [Logger.Level] = [.trace, .debug, .info, .notice, .warning, .error, .critical]

    init(configuration: NoConfiguration) throws {
        #if Tracing
        InstrumentationSystem.bootstrap(
            SpanKeeper { span in
                Logger(label: "spans").notice(
                    "span",
                    metadata: [
                        "operation": "\(span.operationName)", "trace": "\(span.trace)", "parent": "\(span.parent)",
                        "failed": "\(span.hasFailed)", "server": "\(span.kind == .server)",
                    ])
            })
        #endif
        // As in any library that knows nothing of plugins.
        Logger(label: "begin").notice("beginning")
    }

    var dispatcher: LogsDispatcher<Self> { LogsDispatcher(self) }

    func shutDown() {
        logger.notice("ending")
    }

    /// What a method throws that is asked for something that it cannot do.
    struct Refusal: Error {}

    func log(_ message: String, level: Int, count: Int) throws {
        guard levels.indices.contains(level) else { throw Refusal() }
        for number in 0..<count {
            logger.log(level: levels[level], "\(message)", metadata: ["number": "\(number)"])
        }
    }

    func logOnThreads(_ threads: Int, count: Int) throws {
        let ids = (0..<threads).map { thread -> pthread_t in
            let work = Work(thread: thread, count: count, logger: logger)
            var id = pthread_t()
            pthread_create(
                &id, nil,
                { argument in
                    Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
                    return nil
                }, Unmanaged.passRetained(work).toOpaque())
            return id
        }
        for id in ids { pthread_join(id, nil) }
    }

    private final class Work {
        let thread: Int
        let count: Int
        let logger: Logger

        init(thread: Int, count: Int, logger: Logger) {
            self.thread = thread
            self.count = count
            self.logger = logger
        }

        func run() {
            for number in 0..<count {
                logger.info("from a thread", metadata: ["thread": "\(thread)", "number": "\(number)"])
                if number % 64 == 0 { usleep(2000) }
            }
        }
    }

    func logAll() throws {
        struct Mishap: Error {}
        var logger = Logger(label: "all")
        logger[metadataKey: "own"] = "one"
        logger[metadataKey: "wins"] = "not this"
        logger.error(
            "line\nbreak", error: Mishap(),
            metadata: [
                "wins": "this", "plugin.name": "forged",
                "list": ["a", ["b": "c"]], "number": .stringConvertible(7),
            ], source: "Somewhere", file: "Somewhere/File.swift", function: "f(_:)", line: 77)
    }

    func logAndEnd(_ message: String, signal: Int32) throws {
        logger.critical("\(message)")
        if signal == 0 { _exit(0) }
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
        while true { pause() }
    }

    func level() throws -> Int { levels.firstIndex(of: logger.logLevel)! }

    func measure(level: Int, count: Int) throws -> Int {
        let level = levels[level]
        var start = timespec()
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &start)
        for _ in 0..<count { logger.log(level: level, "a message of usual length about something") }
        clock_gettime(CLOCK_MONOTONIC, &end)
        return (end.tv_sec - start.tv_sec) * 1_000_000_000 + end.tv_nsec - start.tv_nsec
    }

    func attack(_ kind: Int) throws {
        var attack = LogAttack()
        attack.run(kind)
    }

    func printBytes(_ bytes: [UInt8], times: Int) throws {
        for _ in 0..<times {
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
    }
}
