/// Methods that log.
///
/// Written by hand against the descriptor API, so that it builds without macros.
public protocol Logs: Sendable {
    /// Logs a message a number of times, with the numbers from 0 on as metadata "number".
    func log(_ message: String, level: Int, count: Int) throws
    /// Logs a number of times on each of some threads, with the numbers as metadata "thread" and "number".
    func logOnThreads(_ threads: Int, count: Int) throws
    /// Logs one record with everything that a record can have.
    func logAll() throws
    /// Logs a message and ends the process: with a signal, or by exiting with status 0 if that is 0.
    func logAndEnd(_ message: String, signal: Int32) throws
    /// The level that a logger of the plugin has.
    func level() throws -> Int
    /// The nanoseconds that logging a number of records took.
    func measure(level: Int, count: Int) throws -> Int
    /// Writes something into the log ring that is none.
    func attack(_ kind: Int) throws
    /// Prints bytes.
    func printBytes(_ bytes: [UInt8], times: Int) throws
}
