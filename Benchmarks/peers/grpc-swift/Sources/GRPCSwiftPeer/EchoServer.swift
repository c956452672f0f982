internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix
internal import Glibc
internal import Harness

/// The peer.
struct EchoServer {
    let mode: Mode
    /// Where it listens.
    let path: String

    /// Serves until the process ends.
    func serve() -> Never {
        peer_follow()
        let server = GRPCServer(transport: mode.server(path: path), services: [EchoService()])
        Task {
            do {
                try await server.serve()
                GRPCSwiftPeer.fail("the server has ended")
            } catch {
                GRPCSwiftPeer.fail("the server does not start: \(error)")
            }
        }
        while true { pause() }
    }
}
