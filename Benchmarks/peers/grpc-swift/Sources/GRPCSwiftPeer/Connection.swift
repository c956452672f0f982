internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix

/// A client that is connected until the process ends.
struct Connection {
    let client: GRPCClient<HTTP2ClientTransport.Posix>
    /// The options of all calls.
    let options: CallOptions

    init(_ transport: HTTP2ClientTransport.Posix, options: CallOptions) {
        let client = GRPCClient(transport: transport)
        self.client = client
        self.options = options
        Task {
            do {
                try await client.runConnections()
            } catch {
                GRPCSwiftPeer.fail("no connection to the peer: \(error)")
            }
        }
    }
}
