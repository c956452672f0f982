internal import CBench
internal import Glibc

/// A thread of another process that runs one instruction at a time: ptrace(2).
///
/// For the one thread that created it. The other thread runs on as before when this goes.
@safe
public final class SteppedThread {
    /// Its number.
    public let number: Int32
    private let stepper: UnsafeMutablePointer<bench_stepper>

    /// Stops a thread.
    ///
    /// - Throws: `BenchError` if it is gone, if this process may not trace it, or if the processor is none for which
    ///   this is written.
    public init(_ number: Int32) throws(BenchError) {
        self.number = number
        unsafe self.stepper = .allocate(capacity: 1)
        unsafe stepper.initialize(to: bench_stepper())
        let result = unsafe bench_trace(stepper, number)
        guard result == 0 else {
            let cause = unsafe String(cString: strerror(-result))
            throw BenchError("thread \(number) cannot be traced: \(cause). Containers may need --cap-add SYS_PTRACE")
        }
    }

    deinit {
        unsafe bench_release(stepper)
        unsafe stepper.deallocate()
    }

    /// The address of the next instruction.
    public var address: UInt64 { unsafe stepper.pointee.address }

    /// Whether the next instruction says that the thread waits for memory to change.
    public var pauses: Bool { unsafe !sleeps && stepper.pointee.kind == Int32(BENCH_PAUSE) }

    /// Whether the next instruction is a system call.
    public var callsKernel: Bool { unsafe stepper.pointee.kind == Int32(BENCH_SYSTEM_CALL) }
    /// Whether its next instruction changes memory atomically, as whoever takes a lock has to.
    public var isAtomic: Bool { unsafe stepper.pointee.kind == Int32(BENCH_ATOMIC) }

    /// Whether the thread sleeps in a system call: the step goes on with the next one.
    public private(set) var sleeps = false

    /// Runs one instruction.
    ///
    /// Takes some microseconds; some milliseconds if the thread sleeps.
    public func step() throws(BenchError) {
        let result = unsafe bench_step(stepper)
        guard result >= 0 else {
            throw BenchError("thread \(number) has ended: \(unsafe String(cString: strerror(-result)))")
        }
        sleeps = result == Int32(BENCH_SLEEPS)
    }

    /// Restricts the thread to a processor.
    public func place(on processor: Int) throws(BenchError) {
        let result = bench_place(number, Int32(clamping: processor))
        guard result == 0 else {
            throw BenchError("thread \(number) cannot be moved: \(unsafe String(cString: strerror(-result)))")
        }
    }
}
