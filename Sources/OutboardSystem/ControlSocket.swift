internal import COutboardLinux
internal import Glibc
package import SystemPackage

/// One end of the control socket: a connected pair that carries packets, each with at most one descriptor.
///
/// SOCK_SEQPACKET, close-on-exec. Safe to use from any thread: packets are sent and received whole. See unix(7).
package struct ControlSocket: ~Copyable, Sendable {
    /// Both ends of a new socket.
    package struct Pair: ~Copyable, Sendable {
        /// One end.
        package let first: ControlSocket
        /// The other end.
        package let second: ControlSocket

        fileprivate init(_ first: Int32, _ second: Int32) {
            self.first = ControlSocket(adopting: OwnedDescriptor(adopting: first))
            self.second = ControlSocket(adopting: OwnedDescriptor(adopting: second))
        }

        /// Gives up the pair: `use` gets both ends and keeps what it wants to keep.
        package consuming func split<Result: ~Copyable, Failure: Error>(
            _ use: (consuming ControlSocket, consuming ControlSocket) throws(Failure) -> Result
        ) throws(Failure) -> Result {
            try use(first, second)
        }
    }

    /// What one call of ``ControlSocket/receive(into:acceptingDescriptor:blocking:)`` found.
    package struct Received: ~Copyable, Sendable {
        /// How many bytes there are; 0: the other end is closed (an empty packet reads the same).
        package let byteCount: Int
        /// The descriptor that came along, if one was accepted.
        package var descriptor: OwnedDescriptor?
        /// Whether bytes did not fit, or descriptors came that were not accepted; both are lost.
        package let isTruncated: Bool
    }

    /// The socket.
    package let descriptor: OwnedDescriptor

    /// The number of the descriptor, valid as long as this value lives.
    package var raw: Int32 { descriptor.raw }

    /// Takes over a socket that was inherited.
    package init(adopting descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Gives up the socket for its descriptor.
    package consuming func takeDescriptor() -> OwnedDescriptor { descriptor }

    /// Creates a socket.
    ///
    /// - Throws: `EMFILE` or `ENFILE` when there are too many descriptors.
    package static func pair() throws(Errno) -> Pair {
        var first: Int32 = -1
        var second: Int32 = -1
        try SystemCall.check(unsafe outboard_socketpair(&first, &second))
        return Pair(first, second)
    }

    /// Sends one packet.
    ///
    /// Never raises SIGPIPE.
    ///
    /// - Parameters:
    ///   - bytes: The packet; not empty, because an empty one reads as the end.
    ///   - descriptor: A descriptor to send a copy of.
    ///   - blocking: Whether to wait for room. Wait only for a peer that cannot make the caller wait for ever.
    /// - Throws: `EAGAIN` when there is no room, `EPIPE` or `ECONNRESET` when the other end is closed, `EMSGSIZE` when
    ///   the packet exceeds the send buffer, `ETOOMANYREFS` when too many sent descriptors wait to be received.
    package func send(
        _ bytes: UnsafeRawBufferPointer,
        descriptor: Int32? = nil,
        blocking: Bool
    ) throws(Errno) {
        guard bytes.count > 0 else { throw .invalidArgument }
        let sent = unsafe outboard_packet_send(
            raw, bytes.baseAddress, UInt64(bytes.count), descriptor ?? -1, blocking ? 1 : 0)
        try SystemCall.check(sent)
    }

    /// Receives one packet.
    ///
    /// - Parameters:
    ///   - buffer: Where to put the packet; what does not fit is lost.
    ///   - acceptingDescriptor: Whether to take a descriptor. If not, the kernel drops any that comes; if so, one is
    ///     taken, close-on-exec, and further ones are closed.
    ///   - blocking: Whether to wait for a packet.
    /// - Returns: What came, or 0 bytes when the other end is closed.
    /// - Throws: `EAGAIN` when there is no packet, `ECONNRESET` when the other end was closed with packets unread.
    package func receive(
        into buffer: UnsafeMutableRawBufferPointer,
        acceptingDescriptor: Bool,
        blocking: Bool
    ) throws(Errno) -> Received {
        var packet = outboard_packet()
        let result = unsafe outboard_packet_receive(
            raw, buffer.baseAddress, UInt64(buffer.count), acceptingDescriptor ? 1 : 0, blocking ? 1 : 0, &packet)
        try SystemCall.check(result)
        return Received(
            byteCount: Int(packet.byte_count),
            descriptor: packet.descriptor < 0 ? nil : OwnedDescriptor(adopting: packet.descriptor),
            isTruncated: packet.truncated != 0
        )
    }

    /// Ends the connection both ways, although this end stays open: the other end receives what was sent, and then the end.
    ///
    /// See shutdown(2).
    package func shutDown() {
        _ = shutdown(raw, Int32(SHUT_RDWR))
    }

    /// The user at the other end when it connected, or the one who made the socket where it is a pair.
    ///
    /// See `SO_PEERCRED` in unix(7).
    ///
    /// - Throws: `ENOPROTOOPT` where it is no unix socket.
    package func peerUser() throws(Errno) -> UInt32 {
        var user: UInt32 = 0
        try SystemCall.check(unsafe outboard_local_peer_user(raw, &user))
        return user
    }

    /// Whether the other end has yet to receive something that was sent.
    ///
    /// A system call. The kernel frees what is received before the call that receives it returns.
    package var hasUnreceived: Bool { outboard_has_unreceived(raw) > 0 }

    /// Asks for a send buffer, which bounds the size of a packet.
    ///
    /// The kernel doubles the number for its own use and caps it at `/proc/sys/net/core/wmem_max`; a refusal is not
    /// reported.
    package func setSendBuffer(_ bytes: Int) {
        _ = outboard_set_send_buffer(raw, CInt(clamping: bytes))
    }
}
