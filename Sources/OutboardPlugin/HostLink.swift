internal import COutboard
internal import Glibc
internal import OutboardCore
internal import OutboardSystem

/// The plugin's end of the control socket.
final class HostLink: Sendable {
    private let socket: ControlSocket

    /// Takes over the inherited socket; nothing if this process was not started by a host.
    init?() {
        guard unsafe getenv(OUTBOARD_ENVIRONMENT_MARK) != nil else { return nil }
        var kind: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        let status = unsafe getsockopt(Int32(OUTBOARD_FD_CONTROL), SOL_SOCKET, SO_TYPE, &kind, &size)
        guard status == 0, kind == Int32(SOCK_SEQPACKET.rawValue) else { return nil }
        socket = ControlSocket(adopting: OwnedDescriptor(adopting: Int32(OUTBOARD_FD_CONTROL)))
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
    func send(_ message: ControlMessage) throws {
        try socket.send(message, blocking: true)
    }
}
