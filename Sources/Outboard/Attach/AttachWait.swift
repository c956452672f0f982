internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// Waits for the one process that shows a ticket, on a thread of its own.
///
/// Everybody else is sent away: who has another user at once, who says something else or nothing within two seconds.
struct AttachWait {
    /// Who may attach.
    struct Guests {
        var userID: UInt32
        var processID: Int32?
    }

    /// A process that may attach, and the connection to it.
    struct Guest: ~Copyable {
        let peer: LocalPeer
        let connection: ControlSocket

        /// Gives up the guest: `use` gets both.
        consuming func split<R>(_ use: (consuming LocalPeer, consuming ControlSocket) throws -> R) rethrows -> R {
            try use(peer, connection)
        }
    }

    private static let listenerToken: UInt64 = 0
    private static let bellToken: UInt64 = 1
    /// How long somebody who connected may take to say who it is, in nanoseconds.
    private static let patience: UInt64 = 2_000_000_000

    let ticket: AttachTicket
    let guests: Guests
    let logger: Logger
    /// Rung when nobody waits any more.
    let bell: Int32
    /// In nanoseconds of CLOCK_MONOTONIC, the largest number for none.
    let deadline: UInt64

    /// Waits until the right process is there.
    ///
    /// - Returns: Nil when the bell was rung or the time is up.
    /// - Throws: The errors of the system calls.
    func run(_ listener: borrowing LocalListener) throws -> Guest? {
        let waits = try Epoll()
        try waits.add(listener.raw, .input, token: Self.listenerToken)
        try waits.add(bell, .input, token: Self.bellToken)
        while true {
            guard let token = wait(waits.raw, until: deadline), token == Self.listenerToken else { return nil }
            do throws(Errno) {
                let connection = try listener.accept()
                if let guest = welcome(connection) { return guest }
            } catch {
                // One that went away again.
                guard error == .wouldBlock || error == .connectionAbort else { throw error }
            }
        }
    }

    /// The token of what happened; nil when the time is up.
    private func wait(_ waits: Int32, until deadline: UInt64) -> UInt64? {
        while true {
            let now = MonotonicClock.now()
            guard now < deadline else { return nil }
            let token = Epoll.park(waits, timeoutNanoseconds: deadline == .max ? nil : deadline - now)
            if token >= 0 { return UInt64(token) }
        }
    }

    private func welcome(_ connection: consuming ControlSocket) -> Guest? {
        do {
            let peer = try LocalPeer(of: connection)
            guard peer.userID == guests.userID else {
                // Without a word: it has no business here.
                note(peer, "it runs as user \(peer.userID), and not as \(guests.userID)")
                return nil
            }
            // Read first: what is left unread would make its end an error before it reads the answer.
            let message = try firstMessage(connection)
            do throws(HandshakeError) {
                if let expected = guests.processID, expected != peer.process.pid {
                    throw HandshakeError("it is process \(peer.process.pid), and not \(expected)")
                }
                try ticket.check(message)
            } catch {
                note(peer, error.description)
                try? connection.send(ControlMessage(kind: .refuse, encoding: error.description), blocking: false)
                return nil
            }
            return Guest(peer: peer, connection: connection)
        } catch {
            LogDelivery.shared.note(
                .warning, "somebody who connected to \(ticket.address) was sent away: \(error)", to: logger)
            return nil
        }
    }

    /// What somebody says first; nothing if that takes too long.
    private func firstMessage(_ connection: borrowing ControlSocket) throws -> ControlMessage? {
        let waits = try Epoll()
        try waits.add(connection.raw, [.input, .hangUp], token: Self.listenerToken)
        try waits.add(bell, .input, token: Self.bellToken)
        let until = min(deadline, MonotonicClock.now().addingClamped(Self.patience))
        guard wait(waits.raw, until: until) == Self.listenerToken else { return nil }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256, alignment: 8)
        defer { unsafe buffer.deallocate() }
        let received = try unsafe connection.receive(into: buffer, acceptingDescriptor: false, blocking: false)
        guard !received.isTruncated else { return nil }
        return ControlMessage(packet: unsafe Array(buffer.prefix(received.byteCount)))
    }

    private func note(_ peer: borrowing LocalPeer, _ reason: String) {
        let process = peer.process.pid
        LogDelivery.shared.note(
            .warning, "process \(process), which connected to \(ticket.address), was sent away: \(reason)", to: logger)
    }
}
