internal import COutboardLinux

/// Keeps a thread on a processor across its waits, with as few system calls as that takes.
///
/// The scheduler leaves a thread where it slept if no other processor is idle or, in a virtual machine, if those that are
/// idle have been taken away by the hypervisor (`available_idle_cpu` in the kernel's `core.c`). Then holding it would be
/// three system calls for nothing. So it waits free until it finds itself moved, is held for a while from then on, and
/// tries again: each time that fails it is held for twice as long.
package struct ProcessorStay: Sendable {
    private static let shortest: UInt64 = 1_000_000
    private static let longest: UInt64 = 256_000_000

    /// Until when the thread is held, on the clock of ``MonotonicClock``; 0 for not at all.
    private var heldUntil: UInt64 = 0
    /// For how long it will be held when it has been moved.
    private var duration = Self.shortest

    /// A thread that has not been moved yet.
    package init() {}

    /// The processor on which the calling thread runs; negative if it is unknown.
    ///
    /// A few nanoseconds, without a system call.
    package static var current: Int32 { outboard_current_processor() }

    /// Waits on a processor.
    ///
    /// No system call of its own if the thread is there and was not moved lately, otherwise one to three.
    ///
    /// - Parameters:
    ///   - processor: The processor; if the thread runs on another it goes there first.
    ///   - wait: Waits, and runs nothing else: threads that it starts would inherit the restriction.
    /// - Returns: What `wait` returns.
    @inline(__always)
    package mutating func stay<Result>(on processor: Int32, _ wait: () -> Result) -> Result {
        if Self.current != processor || isHeld { return Self.hold(on: processor, wait) }
        let result = wait()
        let isMoved = Self.current != processor
        if isMoved {
            heldUntil = MonotonicClock.now() &+ duration
            duration = min(Self.longest, 2 &* duration)
        } else if duration > Self.shortest {
            duration /= 2
        }
        return result
    }

    private var isHeld: Bool {
        mutating get {
            guard heldUntil != 0 else { return false }
            if MonotonicClock.now() < heldUntil { return true }
            heldUntil = 0
            return false
        }
    }

    @inline(never)
    private static func hold<Result>(on processor: Int32, _ wait: () -> Result) -> Result {
        let hold = ProcessorHold(on: processor)
        let result = wait()
        _ = consume hold
        return result
    }
}
