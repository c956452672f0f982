internal import Glibc
internal import OutboardCore
internal import OutboardSystem
internal import Synchronization

/// What the host holds of a plugin process: descriptors, and the first violation that a caller noticed.
final class ProcessLink: Sendable {
    let process: ProcessDescriptor
    let control: ControlSocket
    let stdout: OwnedDescriptor
    let stderr: OwnedDescriptor
    /// Which sandbox the process was started in.
    let sandbox: SandboxReport
    /// What is known of a process that attached itself; nothing of one that was started.
    let attachment: AttachReport?
    private let violation = Locked<ProtocolViolation?>(nil)

    init(
        process: consuming ProcessDescriptor, control: consuming ControlSocket, stdout: consuming OwnedDescriptor,
        stderr: consuming OwnedDescriptor, sandbox: SandboxReport, attachment: AttachReport? = nil
    ) {
        self.process = process
        self.control = control
        self.stdout = stdout
        self.stderr = stderr
        self.sandbox = sandbox
        self.attachment = attachment
    }

    /// Kills the process because of what it wrote.
    ///
    /// Returns at once; the waiting thread does the rest.
    func violated(_ violation: ProtocolViolation) {
        self.violation.withLock { first in
            if first == nil { first = violation }
        }
        _ = process.send(signal: SIGKILL)
    }

    /// The violation that the process was killed for.
    var noticedViolation: ProtocolViolation? { violation.withLock { $0 } }

    /// Sends an attachment; never waits for a plugin that does not read.
    func send(_ attachment: Attachment, _ message: AttachmentMessage) throws {
        try control.send(
            message.controlMessage(byteCount: attachment.byteCount), file: attachment.file.raw, blocking: false)
    }

    /// Has the plugin look for calls that were given up, which it does whenever it has received something.
    ///
    /// So at most one message for each thread of the host waits to be received, however many calls are given up.
    func cancelTasks() {
        // Between the bits and the look at the socket. Pairs with the fence of the plugin, which is between its receiving
        // and its look at the bits: either it sees the bits, or this sees that it has received what there was.
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        guard !control.hasUnreceived else { return }
        // It fails for a plugin that is gone.
        try? control.send(ControlMessage(kind: .cancel), blocking: false)
    }

    /// Tells the plugin that nothing is lent for a reply.
    ///
    /// - Parameters:
    ///   - message: For which reply.
    ///   - descriptor: Any that the plugin has already: the contract asks for one, and a new one could not be made where
    ///     nothing is lent because there are too many.
    /// - Throws: The errors of sending.
    func refuse(_ message: AttachmentMessage, descriptor: Int32) throws {
        try control.send(message.controlMessage(byteCount: 0), file: descriptor, blocking: false)
    }
}
