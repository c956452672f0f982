internal import GRPCCore
internal import GRPCNIOTransportHTTP2Posix

/// How gRPC is used.
enum Mode: String {
    /// Unary calls, and transports as they are when nobody changes them.
    case standard = "default"
    /// One stream for all calls, writes that do not wait for others, frames and windows that hold the largest message.
    case fastest

    /// The mode that the command line names.
    init(_ name: String) {
        guard let mode = Self(rawValue: name) else { GRPCSwiftPeer.fail("there is no mode \(name)") }
        self = mode
    }

    private static let messageBytes = 17 << 20
    private static let frameBytes = (1 << 24) - 1

    /// The most bytes of an echo: by default a message may have 4 MiB.
    var mostBytes: Int { self == .fastest ? 16 << 20 : 4 << 20 }

    /// The server's side.
    func server(path: String) -> HTTP2ServerTransport.Posix {
        HTTP2ServerTransport.Posix(
            address: .unixDomainSocket(path: path), transportSecurity: .plaintext,
            config: .defaults { config in
                guard self == .fastest else { return }
                config.rpc.maxRequestPayloadSize = Self.messageBytes
                config.connection.flushCoalescing = nil
                config.http2.maxFrameSize = Self.frameBytes
                config.http2.targetWindowSize = 2 * Self.messageBytes
            })
    }

    /// The client's side.
    private func client(path: String) throws -> HTTP2ClientTransport.Posix {
        try HTTP2ClientTransport.Posix(
            target: .unixDomainSocket(path: path), transportSecurity: .plaintext,
            config: .defaults { config in
                guard self == .fastest else { return }
                config.connection.flushCoalescing = nil
                config.http2.maxFrameSize = Self.frameBytes
                config.http2.targetWindowSize = 2 * Self.messageBytes
            })
    }

    /// The options of a call.
    private var options: CallOptions {
        var options = CallOptions.defaults
        options.waitForReady = true
        guard self == .fastest else { return options }
        // Version 2.9 of the transport holds answers to the limit of requests.
        options.maxRequestMessageBytes = Self.messageBytes
        options.maxResponseMessageBytes = Self.messageBytes
        return options
    }

    /// Connects, and makes a first call.
    func caller(path: String) async throws -> any Caller {
        let connection = try Connection(client(path: path), options: options)
        let caller: any Caller =
            switch self {
            case .standard: UnaryCaller(connection)
            case .fastest: try await StreamCaller(connection)
            }
        _ = try await caller.exchange(unsafe Payload(copying: UnsafeRawBufferPointer(start: nil, count: 0)))
        return caller
    }
}
