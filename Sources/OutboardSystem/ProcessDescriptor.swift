internal import COutboardLinux
import Glibc

/// A process, nearly always a child, by its pidfd: signals never hit a stranger that got the same number.
///
/// See pidfd_open(2).
///
/// Use it from any thread.
package struct ProcessDescriptor: ~Copyable, Sendable {
    /// The pidfd; readable once the process has ended.
    package let descriptor: OwnedDescriptor
    /// The number of the process, for messages.
    ///
    /// Others may get the number once ``reap()`` has returned a status.
    package let pid: Int32

    /// Whether it is a child of this process, which gets to know how it ends.
    package let isChild: Bool
    /// Whether its process group is its own, so that it can be killed with it.
    package let leadsGroup: Bool
    /// What it is enclosed in; nil where there is nothing but its process group.
    package let enclosure: ProcessEnclosure?

    private let exit = CollectedExit()

    /// The number of the descriptor, valid as long as this value lives.
    package var raw: Int32 { descriptor.raw }

    /// Takes over a child of this process, or another one.
    package init(
        adopting descriptor: consuming OwnedDescriptor, pid: Int32, isChild: Bool = true,
        enclosure: ProcessEnclosure? = nil
    ) {
        self.descriptor = descriptor
        self.pid = pid
        self.isChild = isChild
        self.leadsGroup = isChild
        self.enclosure = enclosure
    }

    /// Takes over a process that another host started, or this process before it executed another program.
    ///
    /// The kernel says whether it is a child.
    package init(takingOver descriptor: consuming OwnedDescriptor, pid: Int32, leadsGroup: Bool) {
        self.isChild = outboard_pidfd_is_uncollected(descriptor.raw) == 1
        self.leadsGroup = leadsGroup
        self.descriptor = descriptor
        self.pid = pid
        self.enclosure = nil
    }

    /// Sends a signal to the process.
    ///
    /// - Returns: False when it was not sent, because the process has been collected or the signal does not exist.
    @discardableResult
    package func send(signal: Int32) -> Bool {
        outboard_pidfd_send_signal(raw, signal) == 0
    }

    /// Kills the process and everything in its process group, at once.
    ///
    /// A plugin leads a group of its own. Processes that left the group survive, unless there is an ``enclosure``. Does
    /// nothing to one that does not: its group may be that of a shell or a debugger. Of one that is no child the group can
    /// be killed by the pidfd alone.
    package func killGroup() {
        guard leadsGroup else { return }
        enclosure?.kill()
        // By the pidfd where the kernel can (Linux 6.9): it stands for the group also when the process is collected.
        let result = outboard_pidfd_kill_group(raw)
        if result != 0, result != -ESRCH {
            killGroupByNumber()
        }
    }

    /// Kills the process group by its number, where the kernel cannot do it by the pidfd.
    ///
    /// The number is reserved until the process is collected; afterwards this does nothing. In a host that ignores
    /// SIGCHLD, or waits for any child, that is the moment of its end: what is left of its group survives then.
    package func killGroupByNumber() {
        exit.withLock { status in
            guard status == nil, outboard_pidfd_is_uncollected(raw) == 1 else { return }
            _ = kill(-pid, SIGKILL)
        }
    }

    /// Whether the process has ended.
    package var isReadable: Bool {
        outboard_pidfd_has_ended(raw) > 0
    }

    /// Collects the exit status, without waiting.
    ///
    /// - Returns: How the process ended, on every later call too; nil while it runs. ``ExitStatus/unknown`` when
    ///   somebody else collected it, the host ignores SIGCHLD, or it is no child.
    package func reap() -> ExitStatus? {
        // Somebody else waits for it, perhaps in this very program.
        guard isChild else { return isReadable ? .unknown : nil }
        return exit.withLock { status in
            if status == nil {
                status = collect()
            }
            return status
        }
    }

    private func collect() -> ExitStatus? {
        var status = outboard_exit()
        let result = unsafe outboard_pidfd_reap(raw, 0, &status)
        if result == 0 {
            return nil
        }
        if result < 0 {
            return .unknown
        }
        if status.signaled != 0 {
            return .signaled(signal: status.value, coreDumped: status.core_dumped != 0)
        }
        return .exited(code: status.value)
    }
}
