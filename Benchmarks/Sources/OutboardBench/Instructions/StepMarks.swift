internal import BenchInterface
internal import Glibc
internal import Synchronization

/// Two words that the traced host and the process that traces it share: how far each of them is.
///
/// Words in memory, because a step through a system call that tells the same would count it.
@safe
final class StepMarks {
    /// What the traced host does.
    enum Phase: UInt32 {
        /// What does not count.
        case between = 0
        /// The shorter of the two runs that count.
        case short = 1
        /// The longer one.
        case long = 2
        /// Both are over.
        case done = 3
    }

    private let words: UnsafeMutableRawPointer
    private static let byteCount = 4096

    /// Maps a file, which is made unless it is there.
    init(at path: String) throws(BenchError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(file) }
        guard file >= 0, ftruncate(file, off_t(Self.byteCount)) == 0,
            let address = unsafe mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
            unsafe address != MAP_FAILED
        else {
            throw BenchError("\(path) cannot be mapped: \(unsafe String(cString: strerror(errno)))")
        }
        unsafe self.words = address
    }

    deinit {
        unsafe munmap(words, Self.byteCount)
    }

    /// Written by the traced host.
    var phase: Phase {
        get { Phase(rawValue: unsafe word(0).pointee.load(ordering: .relaxed)) ?? .between }
        set { unsafe word(0).pointee.store(newValue.rawValue, ordering: .relaxed) }
    }

    /// Whether the host is traced; written by who traces it.
    var isTraced: Bool {
        get { unsafe word(64).pointee.load(ordering: .relaxed) != 0 }
        set { unsafe word(64).pointee.store(newValue ? 1 : 0, ordering: .relaxed) }
    }

    private func word(_ offset: Int) -> UnsafePointer<Atomic<UInt32>> {
        unsafe UnsafePointer((words + offset).assumingMemoryBound(to: Atomic<UInt32>.self))
    }
}
