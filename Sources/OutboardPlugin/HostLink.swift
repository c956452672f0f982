internal import COutboard
internal import Glibc
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// The plugin's end of the control socket.
final class HostLink: Sendable {
    private let socket: ControlSocket
    /// What the host gave this process.
    let descriptors: PluginDescriptors

    /// Takes over the inherited socket; nothing if this process was not started by a host.
    init?() {
        guard unsafe getenv(OUTBOARD_ENVIRONMENT_MARK) != nil else { return nil }
        var kind: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let status = unsafe getsockopt(Int32(OUTBOARD_FD_CONTROL), SOL_SOCKET, SO_TYPE, &kind, &size)
        guard status == 0, kind == Int32(SOCK_SEQPACKET.rawValue) else { return nil }
        socket = ControlSocket(adopting: OwnedDescriptor(adopting: Int32(OUTBOARD_FD_CONTROL)))
        descriptors = .inherited
    }

    private init(_ socket: consuming ControlSocket, _ descriptors: PluginDescriptors) {
        self.socket = socket
        self.descriptors = descriptors
    }

    /// Attaches to a host that waits, if the environment names one; nothing if it does not.
    ///
    /// - Throws: A sentence for the person who started this process.
    static func attached() throws -> HostLink? {
        guard let value = unsafe getenv(OUTBOARD_ENVIRONMENT_ATTACH) else { return nil }
        guard let ticket = AttachTicket(unsafe String(cString: value)) else {
            throw HandshakeError("\(AttachTicket.variable) is not what a host prints")
        }
        // It counts once, and is nobody else's business.
        unsafe unsetenv(OUTBOARD_ENVIRONMENT_ATTACH)
        let connection: ControlSocket
        do {
            connection = try ControlSocket(connectingTo: ticket.address)
        } catch {
            throw HandshakeError("no host waits at \(ticket.address): \(error)")
        }
        let link = HostLink(connection, .inherited)
        do {
            try link.send(ticket.message)
            return try link.receiveDescriptors()
        } catch let error as Errno {
            throw HandshakeError("the host at \(ticket.address) closed the connection: \(error)")
        }
    }

    /// Receives from the host that follows what a plugin is started with.
    ///
    /// Waits until there is one.
    ///
    /// - Parameter connection: This process's end of the connection to it.
    /// - Returns: This process's end of the new control socket.
    /// - Throws: An error if there will be none.
    static func following(over connection: consuming OwnedDescriptor) throws -> HostLink {
        try HostLink(ControlSocket(adopting: connection), .inherited).receiveDescriptors()
    }

    /// Receives over the connection of a plugin that attaches what others are started with.
    private func receiveDescriptors() throws -> HostLink {
        var numbers: [Int32: Int32] = [:]
        while true {
            var packet = try receive()
            guard let message = packet.message else { throw Errno.connectionReset }
            switch message.kind {
            case .refuse:
                throw HandshakeError("the host refused: \((try? String(wireBytes: message.payload)) ?? "")")
            case .descriptor:
                guard let number = try? Int32(wireBytes: message.payload), let file = packet.file.take() else {
                    throw HandshakeError("a descriptor of the host did not arrive: this process may have too few")
                }
                if number == Int32(OUTBOARD_FD_CONTROL) {
                    return HostLink(ControlSocket(adopting: file), PluginDescriptors(numbers))
                }
                // Closed with the segments that they belong to.
                numbers[number] = file.release()
            default:
                continue
            }
        }
    }

    /// A message of the host, with the file that came with it.
    struct Packet: ~Copyable {
        var message: ControlMessage?
        var file: OwnedDescriptor?
    }

    /// Waits for the next message; one without a message means that the host is gone.
    func receive() throws -> Packet {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(OUTBOARD_CONTROL_BYTES_MAX), alignment: 8)
        defer { unsafe buffer.deallocate() }
        var received = try unsafe socket.receive(into: buffer, acceptingDescriptor: true, blocking: true)
        return Packet(
            message: ControlMessage(packet: unsafe Array(buffer.prefix(received.byteCount))),
            file: received.descriptor.take())
    }

    /// Sends a message, waiting while the host does not read.
    ///
    /// By write(2), which is left to a plugin that is ready.
    ///
    /// - Throws: `EPIPE` if the host is gone: Linux raises no SIGPIPE for packets.
    func send(_ message: ControlMessage) throws(Errno) {
        let packet = message.packet
        while true {
            let count = unsafe write(socket.raw, packet, packet.count)
            if count == packet.count { return }
            // A packet is sent as a whole or not at all.
            guard count < 0, errno == EINTR else { throw Errno(rawValue: errno) }
        }
    }
}
