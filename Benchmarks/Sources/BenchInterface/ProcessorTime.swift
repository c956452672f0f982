internal import CBench

/// What processes and threads have used of processors, in nanoseconds.
///
/// Each look is a system call.
public enum ProcessorTime {
    /// What all threads of a process have used; 0 if it is gone.
    public static func process(_ id: Int32) -> UInt64 { bench_process_time(id) }
    /// What all threads of this process have used.
    public static func process() -> UInt64 { bench_process_time(0) }
    /// What the calling thread has used.
    public static func thread() -> UInt64 { bench_thread_time() }
}
