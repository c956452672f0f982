internal import GRPCCore

/// Sends back what it gets.
struct EchoService: RegistrableRPCService {
    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        router.registerHandler(
            forMethod: EchoMethod.call, deserializer: PayloadCoding(), serializer: PayloadCoding()
        ) { request, _ in
            let question = try await ServerRequest(stream: request)
            return StreamingServerResponse(single: ServerResponse(message: question.message))
        }
        router.registerHandler(
            forMethod: EchoMethod.stream, deserializer: PayloadCoding(), serializer: PayloadCoding()
        ) { request, _ in
            StreamingServerResponse { writer in
                for try await question in request.messages { try await writer.write(question) }
                return [:]
            }
        }
    }
}
