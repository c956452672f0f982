internal import COutboardLinux
package import SystemPackage

/// The process at the other end of a connection, as the kernel knows it.
package struct LocalPeer: ~Copyable, Sendable {
    /// The process; not a child of this one.
    package let process: ProcessDescriptor
    /// Its effective user when it connected.
    package let userID: UInt32
    /// Whether the kernel itself said which process it is (Linux 6.5); otherwise it was found by its number, and the connection
    /// was open afterwards.
    package let isExact: Bool

    /// Finds out who is at the other end.
    ///
    /// See `SO_PEERCRED` in unix(7) and pidfd_open(2).
    ///
    /// - Throws: `ESRCH` if that process is gone, or in another process namespace that this one does not see.
    package init(of connection: borrowing ControlSocket) throws(Errno) {
        var peer = outboard_peer()
        try SystemCall.check(unsafe outboard_local_peer(connection.raw, &peer))
        self.process = ProcessDescriptor(
            adopting: OwnedDescriptor(adopting: peer.pidfd), pid: peer.pid, isChild: false)
        self.userID = peer.uid
        self.isExact = peer.is_exact != 0
    }

    /// Gives up the rest and keeps the process.
    package consuming func takeProcess() -> ProcessDescriptor { process }
}
