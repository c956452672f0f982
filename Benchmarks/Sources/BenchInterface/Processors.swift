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
        try allow([processor])
    }

    /// Restricts the calling thread to some processors, for good.
    public static func allow(_ processors: [Int]) throws(BenchError) {
        let numbers = processors.map { Int32(clamping: $0) }
        let result = unsafe numbers.withUnsafeBufferPointer { numbers -> Int32 in
            guard let first = numbers.baseAddress else { return -EINVAL }
            return unsafe bench_allow(first, Int32(clamping: numbers.count))
        }
        guard result == 0 else {
            let cause = unsafe String(cString: strerror(-result))
            let list = processors.map(String.init).joined(separator: ", ")
            throw BenchError("a thread cannot be restricted to CPU \(list): \(cause)")
        }
    }

    /// How often the kernel took the processor away from the calling thread.
    ///
    /// A system call.
    public static func interruptions() -> UInt64 { bench_interruptions() }
}
