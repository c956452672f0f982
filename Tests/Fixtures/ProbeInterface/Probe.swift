/// What the tests ask of a plugin process.
///
/// Written by hand against the descriptor API, so that it builds without macros.
public protocol Probe: Sendable {
    /// Does nothing.
    func null() throws
    /// Returns its argument.
    func echo(bytes: [UInt8]) throws -> [UInt8]
    /// Adds, with wrap-around.
    func sum(_ first: Int, _ second: Int) throws -> Int
    /// Throws a declared error.
    func fail(reason: String) throws
    /// Throws an error that the interface does not declare.
    func failUndeclared() throws
    /// Ends the process as the argument says.
    func end(_ how: ProbeEnd) throws
    /// Holds its lane for a while.
    func sleep(milliseconds: Int) throws
    /// Makes a result of a size.
    func make(byteCount: Int) throws -> [UInt8]
    /// A checksum of its argument.
    func checksum(bytes: [UInt8]) throws -> UInt64
    /// What is open in the process: number and target of each descriptor.
    func descriptors() throws -> [Int32: String]
    /// The environment.
    func environment() throws -> [String: String]
    /// Writes to stdout and stderr.
    func write(stdout: String, stderr: String) throws
    /// Suspends for a while and returns the text.
    func echoLater(_ text: String, milliseconds: Int) async throws -> String
    /// Suspends for a while and throws a declared error.
    func failLater(milliseconds: Int) async throws
    /// Whether the process is reachable by tricks that its descriptors should not allow; one line for each success.
    func attackDescriptors() throws -> [String]
}

/// How a probe ends.
public enum ProbeEnd: Hashable, Sendable {
    /// Raises a signal.
    case signal(Int32)
    /// Exits with a status.
    case exit(Int32)
    /// Runs into a Swift trap.
    case trap
    /// Overflows its stack.
    case overflow
}

/// The declared error of `Probe`.
public struct ProbeError: Error, Hashable, Sendable {
    /// Why.
    public var reason: String

    /// Creates an error.
    public init(reason: String) {
        self.reason = reason
    }
}

/// What a probe does at its start.
public struct ProbeConfiguration: Hashable, Sendable {
    /// Refuses to start with this message.
    public var refusal: String?
    /// Writes so many bytes to stdout first, in lines.
    public var floodByteCount = 0
    /// Waits so long first.
    public var delayMilliseconds = 0
    /// Ends in `init` with this status.
    public var exitStatus: Int32?
    /// Ballast.
    public var ballast: [UInt8] = []

    /// Creates a configuration.
    public init(
        refusal: String? = nil, floodByteCount: Int = 0, delayMilliseconds: Int = 0, exitStatus: Int32? = nil,
        ballast: [UInt8] = []
    ) {
        self.refusal = refusal
        self.floodByteCount = floodByteCount
        self.delayMilliseconds = delayMilliseconds
        self.exitStatus = exitStatus
        self.ballast = ballast
    }
}
