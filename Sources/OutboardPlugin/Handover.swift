internal import COutboardLinux
internal import Glibc
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// What this process has been told about a host that may follow the one that it has.
struct Handover: ~Copyable {
    /// This process's end of the connection to that host; nothing while it was told of none.
    private var connection: OwnedDescriptor?

    /// Prepares for another host, as the present one asks, and tells it how that went.
    ///
    /// Nothing has changed then but that the kernel may not end this process with its host: it serves that as before.
    mutating func prepare(_ message: ControlMessage, _ file: consuming OwnedDescriptor?, _ host: HostLink) {
        guard let order = HandoverOrder(message) else { return }
        var refusal = ""
        do throws(HandshakeError) {
            guard let file = file.take() else {
                throw HandshakeError("the connection to the next host did not arrive: it may have too few descriptors")
            }
            // The kernel keeps the signal for the thread that was launched: the first one, which reads the control socket.
            let status = order.outlivesHost ? outboard_give_up_death_signal() : 0
            guard status == 0 else {
                throw HandshakeError(
                    "it may not give up the signal by which it ends with its host (\(Errno(rawValue: -status))): "
                        + "start it with the option sandbox.mayOutliveHost")
            }
            connection = consume file
        } catch {
            refusal = error.description
        }
        // It fails when the host is gone, which is noticed next.
        try? host.send(ControlMessage(kind: .prepared, encoding: refusal))
    }

    /// Waits for the host that follows, when the present one is gone; ends this process if there is none.
    ///
    /// Its calls go on, and what they answer finds nobody.
    mutating func follow(_ end: ServeEnd) -> HostLink {
        guard let connection = connection.take() else { _exit(0) }
        // The workers have been woken: the end of the control socket is among what they wait for.
        end.stop { _ in }
        LogWriter.shared.withLock { $0 }?.hostEnded()
        guard let next = try? HostLink.following(over: connection) else { _exit(0) }
        return next
    }
}
