/// What the host calls with.
protocol Caller: Sendable {
    /// Sends a message and returns the answer.
    func exchange(_ question: Payload) async throws -> Payload
}
