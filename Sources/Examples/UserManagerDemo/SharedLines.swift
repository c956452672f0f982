import Glibc
import Synchronization
import SystemPackage

/// Two cache lines that two processes share: each writes one and reads the other.
@safe
struct SharedLines: ~Copyable {
    static let byteCount = 4096
    /// The last request: the echo ends.
    static let end = UInt64.max
    /// Distance of the lines: processors like to fetch two lines of 64 bytes at a time.
    private static let replyOffset = 128

    private let base: UnsafeMutableRawPointer

    /// Maps a file of at least `byteCount` bytes, which can be closed afterwards.
    init(_ file: FileDescriptor) throws {
        let mapped = unsafe mmap(nil, Self.byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file.rawValue, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { throw Errno(rawValue: errno) }
        unsafe self.base = mapped
    }

    deinit {
        unsafe munmap(base, Self.byteCount)
    }

    /// What the host writes.
    var request: UnsafePointer<Atomic<UInt64>> {
        unsafe UnsafePointer(base.assumingMemoryBound(to: Atomic<UInt64>.self))
    }

    /// What the echo writes.
    var reply: UnsafePointer<Atomic<UInt64>> {
        unsafe UnsafePointer((base + Self.replyOffset).assumingMemoryBound(to: Atomic<UInt64>.self))
    }
}
