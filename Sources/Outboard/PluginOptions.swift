public import Logging
public import OutboardCore

/// How a plugin is started, called and stopped.
public struct PluginOptions: Sendable {
    /// The name in errors and logs.
    ///
    /// By default the last component of the path.
    public var name: String?
    /// Arguments after the program's name.
    ///
    /// By default none; a configuration travels in the handshake, not here.
    public var arguments: [String] = []
    /// Variables of the plugin's environment.
    ///
    /// What is set here wins over everything else.
    public var environment: [String: String] = [:]
    /// Names of variables that the plugin gets with the values they have in the host.
    ///
    /// By default none is inherited.
    public var inheritedEnvironment: [String] = []
    /// What the plugin reads as its standard input: a descriptor that the host keeps open while it starts the plugin.
    ///
    /// By default `nil`: there is nothing to read, as in `/dev/null`. Plugins that are given the same descriptor compete for
    /// what comes; one that is given a terminal can do to it whatever its sandbox lets it.
    public var standardInput: Int32?
    /// Where the plugin's working directory is.
    ///
    /// By default that of the host.
    public var workingDirectory: String?
    /// What the program has to be, byte by byte.
    ///
    /// With a digest, the host copies the program into memory, seals the copy, checks it and executes that, at each start
    /// and restart, so that nobody can put another one in its place. By default `nil`: what lies at the path is executed.
    public var digest: ProgramDigest?
    /// Whose signature the program must have: that of one of them.
    ///
    /// What is checked is the sealed copy that is executed, as with ``digest``, at each start and restart; the signatures lie
    /// in a file beside the program, see ``SignatureFile``. By default nobody's. Needs the package's trait `Verification`:
    /// without it no plugin with signers starts.
    public var signers: [PluginPublicKey] = []
    /// What the plugin is kept from doing, and what it may do all the same.
    ///
    /// By default it has no file but its program and libraries, no network and no further process.
    public var sandbox = PluginSandbox()
    /// How long the plugin may take from its launch to the end of the handshake.
    ///
    /// By default 10 s.
    public var startTimeout: Duration = .seconds(10)
    /// How long a call may take when its client does not say otherwise.
    ///
    /// By default 30 s; `nil` waits for as long as the plugin lives.
    public var callTimeout: Duration? = .seconds(30)
    /// How long the plugin may go on with a call whose caller has given up; it is killed then, and its calls fail with
    /// the code `stuck`.
    ///
    /// By default `nil`: such calls are logged, and ``PluginHandle/stuckCalls`` has them.
    public var stuckGrace: Duration?
    /// How long the plugin may take to finish what it runs when it is stopped; it gets SIGTERM then.
    ///
    /// By default 2 s.
    public var stopGrace: Duration = .seconds(2)
    /// How long the plugin may take to end after SIGTERM; it is killed then, with its process group.
    ///
    /// By default 500 ms.
    public var terminationGrace: Duration = .milliseconds(500)
    /// How long a generation of a ``SupervisedPlugin`` may take to finish its calls when another one takes its place; it
    /// gets SIGTERM then.
    ///
    /// By default 30 s, as long as a call may take.
    public var drainGrace: Duration = .seconds(30)
    /// Whether a ``SupervisedPlugin`` is started by its first call, and not before.
    ///
    /// By default not. Its clients can be made at once; that it serves their interface is known with the first call.
    public var startsLazily = false
    /// After how long without a call a ``SupervisedPlugin`` is stopped, to be started by the next call.
    ///
    /// A call that is under way, and a pipeline, counts as use. By default `nil`: it runs until it is stopped.
    public var idleGrace: Duration?
    /// How often it is looked whether the plugin's process still responds; nil for never.
    ///
    /// By default `nil`: a plugin that does not respond is noticed by calls that end in a time-out.
    public var pingInterval: Duration?
    /// How long the plugin may take to respond when ``pingInterval`` is set; it is killed then, and its calls fail with
    /// the code `stuck`.
    ///
    /// By default 5 s.
    public var pingTimeout: Duration = .seconds(5)
    /// Whether a ``SupervisedPlugin`` is reloaded when another file lies at its path.
    ///
    /// By default not. Costs four looks a second at the file.
    public var reloadsOnChange = false
    /// Receives a report about each end of a ``SupervisedPlugin`` that nobody asked for.
    ///
    /// Runs on the thread of the log handlers, so that it delays no restart. By default `nil`.
    public var crashHandler: (@Sendable (CrashReport) -> Void)?
    /// A folder for the reports about ends of a ``SupervisedPlugin`` that nobody asked for, as JSON files.
    ///
    /// At most 16 for each name of a plugin: the oldest is replaced. The first report makes the folder, with the mode 0700, but
    /// not those above it. By default `nil`, for none.
    public var crashReportDirectory: String?
    /// How callers and the plugin's workers wait for each other.
    public var waiting: WaitPolicy = .adaptive
    /// How many synchronous calls can run at the same time; further callers wait their turn.
    ///
    /// From 1 to 63, by default the number of usable processors, at least 2 and at most 8.
    public var lanes: Int?
    /// The largest argument list, and the largest result that does not fit into a block, in bytes.
    ///
    /// By default 1 GiB. Results of up to 4 KiB are never too large.
    public var maximumPayloadBytes: Int = 1 << 30
    /// How many bytes the plugin may have been lent at a time for results that do not fit into the memory of a lane, over
    /// all its calls.
    ///
    /// By default 4 GiB. A call whose result finds no room fails with `invalidPayload`.
    public var maximumLentBytes: Int = 4 << 30
    /// The lowest level that the plugin's own loggers log; what is below costs the plugin a load and a branch.
    ///
    /// By default that of ``logger``. ``PluginHandle/logLevel`` changes it while the plugin runs.
    public var logLevel: Logger.Level?
    /// How many bytes of the plugin's log records may wait for the host: a power of two from 4,096 to 16 MiB, or 0 for no
    /// log ring, so that the plugin's loggers print to stderr.
    ///
    /// By default 256 KiB. A record has at most half of that and is cut otherwise.
    public var logBytes: Int = 1 << 18
    /// Receives what the plugin writes to stdout and stderr, byte by byte as it was written, instead of the logger.
    ///
    /// Runs on the thread of the log handlers. One that is slow makes the plugin wait when it prints: nothing is dropped.
    /// By default `nil`.
    public var outputHandler: (@Sendable (PluginStream, [UInt8]) -> Void)?
    /// Receives what the plugin logs, the lines that it writes to stdout and stderr, and a few words about its life at
    /// debug level.
    ///
    /// An end that nobody asked for is a warning, and so is a kill by the host. That a ``SupervisedPlugin`` is given up is an
    /// error.
    ///
    /// Warns when the plugin is stuck in a call that its caller gave up: a second after that, and then at intervals that
    /// double.
    ///
    /// Of each stream it gets 16 MiB of lines until the plugin is ready, then 1 MiB at once and as much a second in the long
    /// run. The rest is dropped, and the log says how much.
    ///
    /// By default the task's current logger.
    public var logger: Logger

    /// The options described above, with their defaults.
    public init(logger: Logger = .current) {
        self.logger = logger
    }

    /// The defaults.
    public static var defaults: PluginOptions { PluginOptions() }

    /// The defaults without time limits: for a plugin that stands at a breakpoint.
    public static var debugging: PluginOptions {
        defaults {
            $0.startTimeout = .seconds(86_400)
            $0.callTimeout = nil
            $0.stopGrace = .seconds(86_400)
            $0.drainGrace = .seconds(86_400)
        }
    }

    /// The defaults with changes.
    public static func defaults(_ configure: (inout PluginOptions) -> Void) -> PluginOptions {
        var options = PluginOptions()
        configure(&options)
        return options
    }
}
