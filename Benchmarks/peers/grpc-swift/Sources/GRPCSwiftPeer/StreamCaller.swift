internal import GRPCCore

/// One stream for all messages, one at a time.
final class StreamCaller: Caller, @unchecked Sendable {
    private let writer: RPCWriter<Payload>
    private var answers: RPCAsyncSequence<Payload, any Error>.AsyncIterator

    /// Opens the stream, which stays open until the process ends.
    init(_ connection: Connection) async throws {
        let writers = AsyncStream.makeStream(of: RPCWriter<Payload>.self)
        let answers = AsyncStream.makeStream(of: RPCAsyncSequence<Payload, any Error>.self)
        Task {
            do {
                try await connection.client.bidirectionalStreaming(
                    request: StreamingClientRequest(of: Payload.self) { writer in
                        writers.continuation.yield(writer)
                        try await Self.endOfProcess()
                    }, descriptor: EchoMethod.stream, serializer: PayloadCoding(), deserializer: PayloadCoding(),
                    options: connection.options
                ) { response in
                    answers.continuation.yield(response.messages)
                    try await Self.endOfProcess()
                }
            } catch {
                GRPCSwiftPeer.fail("the stream has ended: \(error)")
            }
        }
        guard let writer = await writers.stream.first(where: { _ in true }),
            let messages = await answers.stream.first(where: { _ in true })
        else { throw RPCError(code: .cancelled, message: "no stream") }
        self.writer = writer
        self.answers = messages.makeAsyncIterator()
    }

    func exchange(_ question: Payload) async throws -> Payload {
        try await writer.write(question)
        guard let answer = try await answers.next() else {
            throw RPCError(code: .unavailable, message: "the peer has closed the stream")
        }
        return answer
    }

    private static func endOfProcess() async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
}
