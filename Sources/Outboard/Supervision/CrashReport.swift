public import OutboardCore

/// What is known about the end of a generation that nobody asked for.
///
/// `Codable`, and ``json`` renders it. Everything in it is bounded.
public struct CrashReport: Sendable, Codable, Hashable {
    /// The name of the plugin: that of the options.
    public let plugin: String
    /// The program.
    public let path: String
    /// The number of the generation: 1 for the first start.
    public let generation: Int
    /// How often the plugin had been started again before.
    public let restarts: Int
    /// The process id; nil if there was no process.
    public let processID: Int32?
    /// When the host noticed the end, in seconds since 1970.
    public let time: Double
    /// How long the process lived, in seconds; nil if there was none.
    public let uptime: Double?
    /// Whether the plugin could be called.
    public let wasReady: Bool
    /// A sentence: "plugin resizer (pid 71) died of signal 9 (SIGKILL)".
    public let cause: String
    /// The signal that ended the process.
    public let signal: Int32?
    /// The status with which the process exited.
    public let exitStatus: Int32?
    /// Whether it likely died because memory ran out.
    public let isOutOfMemory: Bool
    /// The calls that were not answered, the longest first; at most 100.
    public let callsInFlight: [CallInFlight]
    /// The methods that the plugin said it was running, from the memory that it left behind.
    ///
    /// The plugin's own words: a hint.
    public let running: [String]
    /// The last lines of stderr.
    public let lastLines: [String]
    /// The last records that the plugin logged, the oldest first; at most 20, and long ones are cut.
    public let lastRecords: [LoggedRecord]
}
