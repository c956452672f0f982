/// Methods that take as long as their callers are patient, or longer.
///
/// Written by hand against the descriptor API, so that it builds without macros.
public protocol Patience: Sendable {
    /// Runs until its call is cancelled, looking at the context.
    func loop() throws
    /// Runs until its task is cancelled, without ever suspending.
    func compute() async throws
    /// Suspends until its task is cancelled.
    func suspend() async throws
    /// Runs as a task until its call is cancelled, looking at the context.
    func watch() async throws
    /// Goes on for a while, whoever waits, and returns whether its call was cancelled at the end.
    func ignore(milliseconds: Int) throws -> Bool
    /// Goes on for a while as a task, whoever waits, and returns whether its call was cancelled at the end.
    func ignoreLater(milliseconds: Int) async throws -> Bool
    /// Holds its thread as a task until `release()` is called.
    func block() async throws
    /// Lets `block()` return.
    func release() throws
    /// Returns and leaves a task behind that looks at the context until `release()` is called.
    func leaveBehind() async throws
    /// Returns its argument and whether its call is cancelled.
    func echo(number: Int) throws -> [Int]
    /// Returns its argument after a suspension, and whether its call or its task is cancelled.
    func echoLater(number: Int) async throws -> [Int]
    /// What the context says of time: milliseconds to the deadline by two ways, or nothing.
    func timeLeft(ballast: [UInt8]) throws -> [Int64]
    /// The same from a task, after a suspension.
    func timeLeftLater(ballast: [UInt8]) async throws -> [Int64]
    /// How many methods of each kind have begun, ended because they were cancelled, and saw what they must not see.
    func counts() throws -> [Int]
}
