internal import CBench
internal import Glibc

/// Where the calling thread runs.
public enum Processors {
    /// The numbers of the processors that the calling thread may use, ascending.
    public static func usable() -> [Int] {
        let limit = 4096
        let numbers = unsafe [Int32](unsafeUninitializedCapacity: limit) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            count = unsafe min(limit, Int(bench_processors(start, Int32(limit))))
        }
        return numbers.map(Int.init)
    }

    /// Restricts the calling thread to one processor, for good.
    public static func pin(to processor: Int) throws(BenchError) {
        let result = bench_pin(Int32(clamping: processor))
        guard result == 0 else {
            let cause = unsafe String(cString: strerror(-result))
            throw BenchError("a thread cannot be restricted to CPU \(processor): \(cause)")
        }
    }

    /// How often the kernel took the processor away from the calling thread.
    ///
    /// A system call.
    public static func interruptions() -> UInt64 { bench_interruptions() }
}
