/// What the tests ask of a plugin that calls its host back.
public protocol Archive: Sendable {
    /// Reads documents of the host, one after the other, and returns their contents put together.
    func collect(_ paths: [String]) async throws -> [UInt8]
    /// Reads documents of the host in tasks of its own, and returns how many bytes they have.
    func collectAtOnce(_ paths: [String]) async throws -> Int
    /// Calls what is not to be called, and returns what came of it.
    func misuse(_ what: String) async throws -> String
    /// Has a document read, and then waits until it is cancelled.
    func readAndWait(_ path: String) async throws
    /// How many callbacks have ended with each kind of error, and how many methods.
    func counts() throws -> [String: Int]
    /// Tries to call the host from a method that is not `async`.
    func collectNow(_ path: String) throws -> [UInt8]
    /// Doubles what the host sends, item for item, as it comes, and returns how many there were.
    func double(atMost count: Int) async throws -> Int
    /// Reads a document of the host for ever.
    func readForEver(_ path: String) async throws
}
