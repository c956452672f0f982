package import OutboardSystem
package import SystemPackage

/// A payload that lies in a memfd of its own, because it is larger than a lane's bulk area.
///
/// Always created, sized and sealed by the host, see memfd_create(2). A reference, so that it can be kept in tables;
/// used by one thread at a time.
package final class Attachment: Sendable {
    /// The memfd; sealed against resizing, and against writing once it is filled.
    package let file: Memfd
    /// Bytes of the payload.
    package let byteCount: Int

    /// Creates an attachment of a size.
    package init(byteCount: Int) throws(Errno) {
        self.file = try Memfd(name: "outboard-attachment", byteCount: byteCount)
        self.byteCount = byteCount
    }

    /// Takes over one that came with a control message.
    package init(adopting descriptor: consuming OwnedDescriptor, byteCount: Int) {
        self.file = Memfd(adopting: descriptor)
        self.byteCount = byteCount
    }

    /// A copy of the payload.
    package func bytes() throws(Errno) -> [UInt8] {
        let mapping = try mapFilled()
        return unsafe Array(UnsafeRawBufferPointer(start: mapping.base, count: mapping.byteCount))
    }

    /// An attachment that holds bytes, sealed against writing.
    ///
    /// - Throws: `ENOMEM` and what else memory may be refused with.
    package convenience init(holding bytes: [UInt8]) throws(Errno) {
        try self.init(byteCount: bytes.count)
        let mapping = try mapForWriting()
        try mapping.populate(offset: 0, byteCount: bytes.count)
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe mapping.base.copyMemory(from: start, byteCount: bytes.count)
        }
        // The kernel accepts the seal once no writable mapping is left.
        _ = consume mapping
        try file.seal([.shrink, .grow, .write, .seal])
    }

    /// Maps a payload that the plugin wrote.
    ///
    /// It may never have touched its pages: where there is no memory for them, reading would raise SIGBUS.
    ///
    /// - Parameter payload: Bytes of it, at most `byteCount`.
    /// - Returns: A mapping whose first bytes can be read.
    /// - Throws: What mapping throws, `EFAULT` and `ENOMEM` where there is no memory.
    func mapForReading(_ payload: Int) throws(Errno) -> Mapping {
        let mapping = try Mapping(file.raw, byteCount: byteCount, writable: false)
        try mapping.populate(offset: 0, byteCount: payload)
        return mapping
    }

    /// Maps a payload that the host has filled, and sealed against writing, for reading.
    ///
    /// - Throws: What mmap(2) refused with.
    package func mapFilled() throws(Errno) -> Mapping {
        try Mapping(file.raw, byteCount: byteCount, writable: false, isFrozen: true)
    }

    /// Maps the payload, to fill it.
    ///
    /// Its pages are allocated when they are touched, or by `Mapping.populate(offset:byteCount:)`.
    ///
    /// - Throws: What mmap(2) refused with: `EPERM` once it is sealed against writing.
    package func mapForWriting() throws(Errno) -> Mapping {
        try Mapping(file.raw, byteCount: byteCount, writable: true)
    }
}
