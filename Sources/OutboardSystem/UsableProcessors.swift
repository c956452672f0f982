internal import COutboardLinux
package import SystemPackage

/// How many processors this process can really use.
package enum UsableProcessors {
    /// The processors the calling thread may run on, reduced to the quota of its control groups; at least 1.
    ///
    /// A quota is rounded down: with 1.5 processors, two threads that poll get throttled. Reads a few files under
    /// `/proc` and `/sys`, about 200 µs. See sched_getaffinity(2) and the kernel's cgroup-v2 documentation, `cpu.max`.
    package static func count() -> Int {
        let allowed = max(1, affinity().count)
        let quota = ProcessorQuota.processors(readingWith: SmallFile.text(of:)) ?? .infinity
        return quota < Double(allowed) ? max(1, Int(quota)) : allowed
    }

    /// The numbers of the processors the calling thread may run on, ascending; empty if the kernel does not say.
    package static func affinity() -> [Int] {
        let limit = Int(OUTBOARD_PROCESSORS_MAX)
        let numbers = unsafe [Int32](unsafeUninitializedCapacity: limit) { buffer, count in
            count = max(0, Int(unsafe outboard_affinity(buffer.baseAddress, Int32(limit))))
        }
        return numbers.map(Int.init)
    }

    /// Restricts the calling thread to one processor.
    ///
    /// - Throws: `EINVAL` when there is no such processor or the thread's cpuset forbids it.
    package static func pin(currentThreadTo cpu: Int) throws(Errno) {
        try restrict(currentThreadTo: [cpu])
    }

    /// Restricts the calling thread to some processors.
    ///
    /// - Throws: `EINVAL` when the thread's cpuset allows none of them.
    package static func restrict(currentThreadTo processors: [Int]) throws(Errno) {
        let numbers = processors.map { Int32(clamping: $0) }
        let result = unsafe numbers.withUnsafeBufferPointer { numbers -> Int32 in
            guard let first = numbers.baseAddress else { return -Errno.invalidArgument.rawValue }
            return unsafe outboard_set_affinity(first, Int32(clamping: numbers.count))
        }
        try SystemCall.check(result)
    }
}
