/// What a host serves to the plugin `Archive` while that works for it.
///
/// Written by hand against the descriptor API, so that it builds without macros.
public protocol Documents: Sendable {
    /// The contents of a document.
    func read(path: String) async throws -> [UInt8]
    /// The length of a document; at once.
    func length(path: String) throws -> Int
    /// The next items of what the host sends; none at its end.
    func pull(atMost count: Int) async throws -> [Int]
    /// Takes items of what the plugin sends.
    func push(_ items: [Int]) async throws
}
