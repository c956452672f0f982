internal import COutboardLinux
package import SystemPackage

/// Threads of our own, outside of Swift concurrency's pool.
package enum DedicatedThread {
    /// What a new thread takes over.
    private final class Start: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Starts a detached thread that runs `body` and ends.
    ///
    /// About 30 µs.
    ///
    /// - Parameters:
    ///   - name: Shown by `ps -T` and debuggers; cut after 15 bytes.
    ///   - stackByteCount: The size of its stack, rounded up to whole pages; memory is used as it is touched.
    ///   - blockingSignals: Whether all signals but those of its own faults go to other threads; if not, the thread
    ///     inherits the caller's mask. Programs that it starts inherit it too, so leave it off where code runs that is
    ///     not ours.
    ///   - body: What to run.
    /// - Throws: `EAGAIN` when there are too many threads, `EINVAL` for a stack that is too small.
    package static func start(
        named name: String,
        stackByteCount: Int = 512 * 1024,
        blockingSignals: Bool = false,
        _ body: @escaping @Sendable () -> Void
    ) throws(Errno) {
        let context = unsafe Unmanaged.passRetained(Start(body))
        let result = unsafe outboard_thread_start(
            name,
            UInt64(clamping: stackByteCount),
            blockingSignals ? 1 : 0,
            { context in
                guard let context = unsafe context else { return }
                unsafe Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
            },
            context.toOpaque()
        )
        if result < 0 {
            unsafe context.release()
        }
        try SystemCall.check(result)
    }
}
