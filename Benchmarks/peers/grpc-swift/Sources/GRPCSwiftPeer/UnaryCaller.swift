internal import GRPCCore

/// A call of its own for each message.
struct UnaryCaller: Caller {
    private let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func exchange(_ question: Payload) async throws -> Payload {
        try await connection.client.unary(
            request: ClientRequest(message: question), descriptor: EchoMethod.call, serializer: PayloadCoding(),
            deserializer: PayloadCoding(), options: connection.options
        ) { try $0.message }
    }
}
