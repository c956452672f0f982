internal import Glibc

/// What the kernel says about threads: for how long each was ready to run and had no processor.
///
/// Files stay open, because they are read between calls: a microsecond for each thread.
struct RunQueues: Sendable {
    private let files: [Int32]

    /// Finds the threads that some processes have now.
    init(of processes: [Int32]) {
        files = processes.flatMap { process in
            ThreadList.threads(of: process).compactMap { thread in
                let file = unsafe open("/proc/\(process)/task/\(thread)/schedstat", O_RDONLY | O_CLOEXEC)
                return file < 0 ? nil : file
            }
        }
    }

    /// Closes the files; it must not be used any more.
    func close() {
        for file in files { Glibc.close(file) }
    }

    /// All of it, in nanoseconds since the threads began.
    func waitedNs() -> UInt64 {
        files.reduce(0) { $0 &+ Self.secondNumber(in: $1) }
    }

    /// The file has three numbers: nanoseconds run, nanoseconds waited, times run.
    private static func secondNumber(in file: Int32) -> UInt64 {
        unsafe withUnsafeTemporaryAllocation(byteCount: 96, alignment: 8) { buffer in
            let count = unsafe pread(file, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return 0 }
            var place = 0
            while place < count, unsafe buffer[place] != 0x20 { place += 1 }
            place += 1
            var number: UInt64 = 0
            while place < count, case let digit = unsafe buffer[place], digit >= 0x30, digit <= 0x39 {
                number = number &* 10 &+ UInt64(digit - 0x30)
                place += 1
            }
            return number
        }
    }
}
