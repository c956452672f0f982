internal import COutboard
internal import Glibc
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

// From process to process.
extension PluginHandover {
    /// Sends the plugin to another process.
    ///
    /// The host there gets it with ``receive(from:within:)``. Who is at the other end gets a running plugin: it must run as this
    /// process's user.
    ///
    /// - Parameter socket: A connected unix socket that this process keeps open meanwhile. Waits while there is no room in it.
    /// - Throws: `OutboardError` with the code `invalidConfiguration`: it was handed over to ``Successor/programInPlace``, or given
    ///   away already; another user is at the other end; the socket is none. The plugin has not been sent then.
    public func send(over socket: Int32) throws {
        guard !record.endsWithProcess else {
            throw OutboardError(
                code: .invalidConfiguration,
                message:
                    "plugin \(name) was handed over to a program in place of this one, and ends with this process: "
                    + "hand it over to .anotherProcess")
        }
        let files = try claim()
        do {
            let connection = try Self.connection(socket)
            let packed = try files.pack(record)
            // Closed with its last use.
            defer { withExtendedLifetime(packed) {} }
            try connection.send(ControlMessage(kind: .handover), file: packed.raw, blocking: true)
        } catch {
            restore(files)
            guard let errno = error as? Errno else { throw error }
            throw OutboardError(code: .invalidConfiguration, message: "plugin \(name) could not be sent: \(errno)")
        }
        HandedOverChild.leave(files, pid: record.processID)
    }

    /// Receives a plugin that another process sends.
    ///
    /// Blocks the thread. The sender may have ended by then.
    ///
    /// - Parameters:
    ///   - socket: A connected unix socket. The other end must be of this process's user, or of root.
    ///   - timeout: How long to wait for it.
    /// - Returns: The plugin, which waits to be taken over.
    /// - Throws: `OutboardError`: `timeout`; `lost` if the other end closed the socket first; `invalidConfiguration` if another user
    ///   is there, or what came is no plugin.
    public static func receive(from socket: Int32, within timeout: Duration = .seconds(30)) throws -> PluginHandover {
        do {
            let connection = try Self.connection(socket)
            var entry = pollfd(fd: connection.raw, events: Int16(POLLIN), revents: 0)
            let deadline = MonotonicClock.now().addingClamped(timeout.clampedNanoseconds)
            while true {
                let now = MonotonicClock.now()
                let patience = now < deadline ? Int32(clamping: (deadline - now) / 1_000_000 + 1) : 0
                if unsafe poll(&entry, 1, patience) > 0 { break }
                guard MonotonicClock.now() < deadline else {
                    throw OutboardError(code: .timeout, message: "no plugin was handed over within \(timeout)")
                }
            }
            // No longer than the message: in a stream the next one follows.
            let buffer = UnsafeMutableRawBufferPointer.allocate(
                byteCount: MemoryLayout<outboard_control_header>.size, alignment: 8)
            defer { unsafe buffer.deallocate() }
            var received = try unsafe connection.receive(into: buffer, acceptingDescriptor: true, blocking: true)
            guard received.byteCount > 0 else {
                throw OutboardError(code: .lost, message: "the process that was to hand over a plugin has gone")
            }
            guard ControlMessage(packet: unsafe Array(buffer.prefix(received.byteCount)))?.kind == .handover,
                let packed = received.descriptor.take()
            else { throw HandshakeError("what arrived is no plugin") }
            let (files, record) = try HandoverFiles.unpack(ControlSocket(adopting: packed))
            return PluginHandover(files, record)
        } catch let error as OutboardError {
            throw error
        } catch {
            throw OutboardError(code: .invalidConfiguration, message: "a plugin could not be received: \(error)")
        }
    }

    /// A socket to a process that may have a plugin of this one, or give it one.
    private static func connection(_ socket: Int32) throws -> ControlSocket {
        let connection = ControlSocket(adopting: try OwnedDescriptor(duplicating: socket))
        let user = try connection.peerUser()
        guard user == geteuid() || user == 0 else {
            throw OutboardError(
                code: .invalidConfiguration,
                message: "at the other end of the socket is user \(user), and not \(geteuid())")
        }
        return connection
    }
}
