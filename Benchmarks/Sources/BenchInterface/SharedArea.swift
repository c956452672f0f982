internal import Glibc
internal import Synchronization

/// Memory that host and plugin write both: where the floor and the bare rings are measured.
///
/// Not part of Outboard's lanes, whose segments have one writer each: a file in `/dev/shm` that loses its name as soon
/// as the plugin has mapped it.
@safe
public final class SharedArea: @unchecked Sendable {
    /// Offsets, in bytes.
    ///
    /// What different processes write lies at least 128 bytes apart, so that no cache line and no pair of adjacent lines
    /// has two writers.
    enum Offset {
        static let hostLine = 0
        static let pluginLine = 128
        static let pluginInterruptions = 256
        static let requests = 4096
        static let replies = 12288
        static let blocks = 20480
        static let end = 24576
    }

    /// Records of each of the bare rings: as many as a lane has by default.
    static var slots: Int { 64 }

    let base: UnsafeMutableRawPointer

    /// Creates the file.
    ///
    /// - Parameter path: Must not exist.
    /// - Throws: `BenchError` that names the step.
    public init(creating path: String) throws(BenchError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchError("\(path) cannot be created: \(Self.cause)") }
        defer { close(file) }
        guard ftruncate(file, off_t(Offset.end)) == 0 else {
            throw BenchError("\(path) cannot be sized: \(Self.cause)")
        }
        unsafe self.base = try Self.map(file, path)
    }

    /// Opens a file that the other process created.
    public init(opening path: String) throws(BenchError) {
        let file = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { throw BenchError("\(path) cannot be opened: \(Self.cause)") }
        defer { close(file) }
        unsafe self.base = try Self.map(file, path)
    }

    deinit {
        unsafe munmap(base, Offset.end)
    }

    private static func map(_ file: Int32, _ path: String) throws(BenchError) -> UnsafeMutableRawPointer {
        let flags = MAP_SHARED | Int32(bitPattern: UInt32(MAP_POPULATE))
        let address = unsafe mmap(nil, Offset.end, PROT_READ | PROT_WRITE, flags, file, 0)
        guard let address = unsafe address, unsafe address != MAP_FAILED else {
            throw BenchError("\(path) cannot be mapped: \(cause)")
        }
        return unsafe address
    }

    private static var cause: String { unsafe String(cString: strerror(errno)) }

    /// How often the plugin's thread had lost its processor when it began to serve the floor the last time.
    public var pluginInterruptions: UInt64 {
        get { unsafe interruptionsWord.pointee.load(ordering: .relaxed) }
        set { unsafe interruptionsWord.pointee.store(newValue, ordering: .relaxed) }
    }

    private var interruptionsWord: UnsafePointer<Atomic<UInt64>> {
        unsafe UnsafePointer((base + Offset.pluginInterruptions).assumingMemoryBound(to: Atomic<UInt64>.self))
    }
}
