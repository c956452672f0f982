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
    /// What the sandbox leaves for the host to do when the process runs; nothing of one that attached itself.
    let sandbox: PreparedSandbox?
    private let report: Locked<SandboxReport>
    /// What is known of a process that attached itself; nothing of one that was started.
    let attachment: AttachReport?
    /// What the host before told about a process that it has handed over; nothing of others.
    let inheritance: HandoverRecord?
    private let violation = Locked<ProtocolViolation?>(nil)

    init(
        process: consuming ProcessDescriptor, control: consuming ControlSocket, stdout: consuming OwnedDescriptor,
        stderr: consuming OwnedDescriptor, sandbox: SandboxReport, prepared: PreparedSandbox? = nil,
        attachment: AttachReport? = nil, inheritance: HandoverRecord? = nil
    ) {
        self.process = process
        self.control = control
        self.stdout = stdout
        self.stderr = stderr
        // Without what the process was given: rules and user would be held for as long as anybody has a client.
        self.sandbox = prepared?.launched
        self.report = Locked(sandbox)
        self.attachment = attachment
        self.inheritance = inheritance
    }

    /// Which sandbox the process runs in.
    var sandboxReport: SandboxReport { report.withLock { $0 } }

    /// What the host has to watch, because the kernel does not bound it here.
    var watched: UsageLimits { sandbox?.watched ?? inheritance?.watched ?? UsageLimits() }

    /// Looks whether the plugin, which says that it is ready, has given up the system calls that it was to give up.
    ///
    /// One small file of /proc. The plugin's own library does it: what is seen is evidence, and no proof that it does not
    /// run calls that it made before.
    ///
    /// - Returns: What there is now.
    func lookAtFilters() -> SandboxReport {
        guard let sandbox, let filter = sandbox.readyFilter else { return sandboxReport }
        let count = FilterCount.of(process: process.pid)
        return report.withLock { report in
            if count >= sandbox.readyFilterCount {
                report.applied.insert(.readyCalls)
                report.missing[.readyCalls] = nil
                report.readyCallCount = filter.callCount
            } else {
                report.missing[.readyCalls] = "the plugin's library has not given up any calls"
            }
            return report
        }
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
