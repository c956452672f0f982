internal import Glibc
internal import Logging
internal import OutboardCore
internal import OutboardSystem

/// A child of this process that is another host's, or nobody's: collected when it has ended.
final class HandedOverChild: Sendable {
    private static let pause: UInt64 = 1_000_000_000
    /// The numbers of those that are looked after: one that comes back and is handed over again has somebody.
    private static let all = Locked<Set<Int32>>([])

    private let process: ProcessDescriptor

    private init(_ process: consuming ProcessDescriptor) {
        self.process = process
    }

    /// Kills a process that no host will have, and its group, and sees to it that it is collected.
    ///
    /// One that waits for its next host ends by itself; this is for those that do not.
    static func end(_ files: HandoverFiles, _ record: HandoverRecord) {
        if let copy = try? files.process.duplicate() {
            let process = ProcessDescriptor(
                takingOver: copy, pid: record.processID, leadsGroup: record.leadsGroup)
            process.killGroup()
            process.send(signal: SIGKILL)
        }
        leave(files, pid: record.processID)
    }

    /// Sees to it that a process is collected, if it is a child.
    static func leave(_ files: HandoverFiles, pid: Int32) {
        guard let copy = try? files.process.duplicate() else { return }
        let child = HandedOverChild(ProcessDescriptor(takingOver: copy, pid: pid, leadsGroup: false))
        guard child.process.isChild,
            let waiting = try? WaitingThread.shared(logger: Logger(label: "outboard")),
            all.withLock({ $0.insert(pid).inserted })
        else { return }
        child.look(waiting, hasEnded: false)
    }

    /// Looks, and again after a while.
    ///
    /// Only what had ended when it was last looked is collected: it may have come back to this process, which wants to know how
    /// it ended then, and hears of it at once.
    private func look(_ waiting: WaitingThread, hasEnded: Bool) {
        waiting.schedule(at: MonotonicClock.now().addingClamped(Self.pause)) { [self] in
            if hasEnded {
                _ = process.reap()
                _ = Self.all.withLock { $0.remove(process.pid) }
            } else {
                look(waiting, hasEnded: process.isReadable)
            }
        }
    }
}
