internal import BenchInterface
internal import Glibc
internal import Outboard

/// A plugin process and the calling thread: the two that all cases are measured between.
///
/// There is one lane, so that all calls go to the same worker of the plugin. For one thread.
final class BenchPair {
    /// The error when the plugin does not do its half of a loop.
    static var silence: BenchError {
        BenchError("the plugin has not answered for ten seconds, or wrongly: has something else taken its CPU?")
    }

    let plugin: PluginHandle
    /// Whether both threads run on one processor.
    let sharesProcessor: Bool
    /// How both sides wait.
    let policy: String
    /// The memory that the loops use.
    let area: SharedArea
    /// The host's half of the floor.
    var pingPong: PingPong
    /// The host's half of the bare rings.
    var rings: RawRings
    /// Sends the plugin's worker into a loop.
    let serve: (Order) throws -> Void
    /// Starts or stops counting what the plugin's worker does.
    let count: (Bool) throws -> ThreadCounts
    /// Restricts the plugin's worker to a processor.
    let pinWorker: (Int) throws -> Void

    /// Starts a plugin and brings both threads to their processors.
    ///
    /// - Parameters:
    ///   - client: A client of the interface that the plugin serves.
    ///   - argument: What makes the plugin program serve it.
    ///   - processors: Where the calling thread and the plugin's worker are to run.
    ///   - isPinned: Whether they are restricted to these; otherwise they may run anywhere.
    ///   - waiting: How both sides wait.
    /// - Throws: `BenchError`, `OutboardError`.
    init<Client: InterfaceClient>(
        _ client: Client.Type, argument: String, processors: ProcessorPair, isPinned: Bool = true,
        waiting: WaitPolicy = .adaptive
    ) throws {
        let path = "/dev/shm/outboard-bench-\(getpid())-\(MonotonicTime.now())"
        self.area = try SharedArea(creating: path)
        // The name goes as soon as the plugin has opened the file, or has failed to.
        defer { unsafe unlink(path) }
        self.sharesProcessor = processors.isShared
        let patience = Patience(sharesProcessor: processors.isShared)
        self.pingPong = PingPong(area, isHost: true, patience: patience)
        self.rings = RawRings(area, patience: patience)
        self.policy = waiting.description
        self.plugin = try PluginHandle.startBlocking(
            at: try Self.program(),
            configuration: BenchConfiguration(path: path, sharesProcessor: processors.isShared),
            options: .defaults { options in
                options.arguments = [argument]
                options.sandbox = Self.sandbox(with: path)
                options.lanes = 1
                options.waiting = waiting
                // What makes two runs alike where instructions are counted.
                options.inheritedEnvironment += ["SWIFT_DETERMINISTIC_HASHING", "GLIBC_TUNABLES"]
            })
        let measures = try plugin.client(MeasureClient<Client>.self)
        self.serve = { try measures.serve($0) }
        self.count = { try measures.count($0) }
        self.pinWorker = { try measures.pin(to: Int32(clamping: $0)) }
        if isPinned, !processors.isShared {
            // Not before the first start: what the library asks for the number of processors must not be answered
            // by a thread that may use only one.
            try Processors.pin(to: processors.host)
            try measures.pin(to: Int32(clamping: processors.plugin))
        }
    }

    /// Ends the plugin.
    func stop() {
        plugin.stopBlocking()
    }

    /// None: plugins open the file that the floor lies in, and count their system calls with prctl(2).
    ///
    /// A sandbox looks at system calls, of which a call makes none.
    static var sandbox: PluginSandbox { .none }

    /// The same, unless the variable `OUTBOARD_BENCH_SANDBOX` has the name of a level: system calls are not counted then.
    ///
    /// - Parameter path: The file that the floor lies in.
    /// - Returns: The sandbox.
    private static func sandbox(with path: String) -> PluginSandbox {
        guard let name = unsafe getenv("OUTBOARD_BENCH_SANDBOX").map({ unsafe String(cString: $0) }),
            let level = PluginSandbox.Level(rawValue: name), level != .none
        else { return sandbox }
        var sandbox = PluginSandbox.granting(.write(path), .read(UserFile.path))
        sandbox.level = level
        return sandbox
    }

    /// A plugin's program: beside this one.
    static func program(_ name: String = "outboard-bench-plugin") throws -> String {
        let path = OwnProgram.folder + "/" + name
        guard unsafe access(path, X_OK) == 0 else {
            throw BenchError("\(path) is missing. Build it: swift build -c release --product \(name)")
        }
        return path
    }
}
