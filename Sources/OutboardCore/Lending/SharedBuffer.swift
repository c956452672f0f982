internal import Glibc
package import OutboardSystem
internal import Synchronization
internal import SystemPackage

/// Memory that a host fills and plugins read, so that arguments of any size reach them without a copy.
///
/// Made once, lent once to each plugin that is to read it, and then named in as many calls as you like:
///
/// ```swift
/// let frame = try SharedBuffer(byteCount: 16 << 20)
/// try await plugin.lend(frame)
/// frame.write(picture)
/// let sum = try filter.checksum(of: frame.bytes)         // func checksum(of frame: SharedBytes) throws -> UInt64
/// let half = try filter.checksum(of: frame[0..<8 << 20])
/// plugin.takeBack(frame)
/// ```
///
/// One buffer can be lent to any number of plugins at the same time. Only this process can write it: the kernel refuses
/// every plugin, also a hostile one, to write it, to resize it and to map it writable. A plugin that was lent a buffer can read
/// **all of it at any time**, not only the part and the moment of a call, and can keep what it has read: put nothing there that
/// it must not know.
///
/// Nobody waits for anybody in here. What you write while a plugin reads, it sees as it comes, half old and half new; nothing
/// worse happens. So fill a buffer, call, and write again when the call has returned; use two buffers in turn to do both at once.
///
/// Takes a descriptor and its bytes of memory, both until nobody refers to it any more: neither you, nor a value of
/// ``SharedBytes``, nor a plugin that it is lent to. See memfd_create(2), and `F_SEAL_FUTURE_WRITE` in fcntl(2).
@safe
public final class SharedBuffer: Sendable {
    private static let numbers = Atomic<UInt64>(0)

    /// What plugins get when it is lent.
    package let file: Memfd
    /// The bytes, as this process has them mapped.
    package let memory: SharedMemory
    /// How many bytes it has.
    public let byteCount: Int

    /// Makes a buffer of zeros.
    ///
    /// All of its memory is allocated now, which takes about 0.3 ms for each MiB.
    ///
    /// - Parameter byteCount: How many bytes it has, at least 1.
    /// - Throws: `OutboardError`: `invalidConfiguration` for a size that makes no sense, `payloadTooLarge` where there is no
    ///   memory or no descriptor for it.
    public init(byteCount: Int) throws(OutboardError) {
        guard byteCount > 0 else {
            throw OutboardError(
                code: .invalidConfiguration, message: "a shared buffer has 1 byte at least, and not \(byteCount)")
        }
        do throws(Errno) {
            // The kernel would go on to allocate until it has to kill somebody.
            guard byteCount <= Self.machineBytes else { throw .noMemory }
            guard let number = UInt32(exactly: Self.numbers.add(1, ordering: .relaxed).newValue) else {
                throw .tooManyOpenFilesInSystem
            }
            let file = try Memfd(name: "outboard-buffer", byteCount: byteCount)
            // So that a machine without memory gives an error here, and neither side a SIGBUS later.
            try file.allocate(offset: 0, byteCount: byteCount)
            let mapping = try Mapping(file.raw, byteCount: byteCount, writable: true)
            // After the mapping: nobody can map it writable any more.
            try file.seal([.shrink, .grow, .futureWrite, .seal])
            self.file = file
            self.memory = SharedMemory(number: number, mapping)
            self.byteCount = byteCount
        } catch {
            throw OutboardError(
                code: .payloadTooLarge, message: "a shared buffer of \(byteCount) bytes cannot be made: \(error)")
        }
    }

    /// Bytes of memory of this machine.
    private static var machineBytes: Int {
        let (bytes, isTooMany) = sysconf(Int32(_SC_PHYS_PAGES)).multipliedReportingOverflow(by: Int(getpagesize()))
        return isTooMany ? .max : bytes
    }

    /// All bytes, as an argument of a call.
    ///
    /// Costs a reference count.
    public var bytes: SharedBytes { memory.bytes }

    /// Some of the bytes, as an argument of a call.
    ///
    /// - Parameter range: Which, counted from 0; must not reach beyond the end.
    public subscript(range: some RangeExpression<Int>) -> SharedBytes { bytes[range] }

    /// Writes bytes.
    ///
    /// - Parameters:
    ///   - bytes: What is copied.
    ///   - offset: Where to, counted from 0; they must not reach beyond the end.
    public func write(_ bytes: [UInt8], at offset: Int = 0) {
        precondition(
            offset >= 0 && bytes.count <= byteCount && offset <= byteCount - bytes.count,
            "\(bytes.count) bytes at \(offset) of \(byteCount)")
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe (memory.mapping.base + offset).copyMemory(from: start, byteCount: bytes.count)
        }
    }

    /// Lets a closure write the bytes where they lie.
    ///
    /// Threads that write the same bytes at the same time have to agree among themselves.
    ///
    /// - Parameter body: Gets all bytes; must not keep the pointer.
    /// - Returns: What the closure returns.
    /// - Throws: What the closure throws.
    public func withUnsafeMutableBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        try unsafe body(UnsafeMutableRawBufferPointer(start: memory.mapping.base, count: byteCount))
    }
}
