internal import COutboardLinux
import Glibc
package import SystemPackage

/// The bytes of a file, shared with everybody who maps the same file, for as long as this value lives.
///
/// Left out of forked children. The mapping itself can be used from any thread; what order and atomicity the bytes
/// need is up to those who share them. See mmap(2).
@safe
package struct Mapping: ~Copyable, @unchecked Sendable {
    /// The first byte.
    ///
    /// Page aligned.
    package let base: UnsafeMutableRawPointer
    /// How many bytes may be used, as asked for.
    package let byteCount: Int
    /// Whether the bytes may be written; if not, a store raises SIGSEGV.
    package let isWritable: Bool

    /// What munmap(2) takes back: the pages, and the guard pages around them.
    private let reservation: UnsafeMutableRawPointer
    private let reservedByteCount: Int

    /// Maps the first bytes of a file.
    ///
    /// - Parameters:
    ///   - raw: The file; it may be closed afterwards.
    ///   - byteCount: How much to map, at least 1. Bytes beyond the end of the file raise SIGBUS when touched, so check
    ///     the size of the file, under a seal, before.
    ///   - writable: Whether the bytes may be written.
    ///   - isFrozen: Whether nobody can change the bytes any more, because the file is sealed against writing. Before Linux
    ///     6.7, and in some releases after it, such a file cannot be mapped as shared, not even for reading: it is mapped
    ///     as private, which is the same then.
    ///   - guardPages: Whether a page on each side that nobody can touch turns a slip over the edge into a SIGSEGV.
    /// - Throws: What mmap(2) refused with: `EPERM` when a seal forbids writing, `EINVAL` for an empty range, `ENOMEM`.
    package init(
        _ raw: Int32, byteCount: Int, writable: Bool, isFrozen: Bool = false, guardPages: Bool = false
    ) throws(Errno) {
        let page = Int(getpagesize())
        guard byteCount > 0, byteCount < Int.max - 3 * page else { throw .invalidArgument }

        let pages = (byteCount + page - 1) / page * page
        let margin = guardPages ? page : 0
        let protection = writable ? PROT_READ | PROT_WRITE : PROT_READ
        var place: UnsafeMutableRawPointer?
        var flags = isFrozen ? MAP_PRIVATE : MAP_SHARED
        if guardPages {
            let reservation = unsafe mmap(nil, pages + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let reservation = unsafe reservation, unsafe reservation != MAP_FAILED else { throw Self.lastError }
            unsafe place = reservation + page
            flags |= MAP_FIXED
        }
        let mapped = unsafe mmap(place, byteCount, protection, flags, raw, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            let error = Self.lastError
            if let place = unsafe place {
                unsafe munmap(place - page, pages + 2 * page)
            }
            throw error
        }
        let excluded = unsafe outboard_exclude_from_fork(mapped, UInt64(pages))
        guard excluded == 0 else {
            unsafe munmap(mapped - margin, pages + 2 * margin)
            throw Errno(rawValue: -excluded)
        }
        unsafe self.base = mapped
        self.byteCount = byteCount
        self.isWritable = writable
        unsafe self.reservation = mapped - margin
        self.reservedByteCount = pages + 2 * margin
    }

    /// Maps memory of this process alone, which is zero: no file is needed, and nothing is allocated until it is touched.
    ///
    /// - Throws: `ENOMEM`, `EINVAL` for no bytes.
    package init(ownByteCount byteCount: Int) throws(Errno) {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        let mapped = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else { throw Self.lastError }
        unsafe self.base = mapped
        self.byteCount = byteCount
        self.isWritable = true
        unsafe self.reservation = mapped
        self.reservedByteCount = byteCount
    }

    /// Makes the pages of a range present, so that touching them neither faults nor fails.
    ///
    /// The range is widened to whole pages. Kernel 5.14 or newer.
    ///
    /// - Throws: `EFAULT` where touching a page would raise SIGBUS (beyond the end of the file, or no memory left for
    ///   it), `ENOMEM`; `EINVAL` for a range outside of the mapping.
    package func populate(offset: Int, byteCount: Int) throws(Errno) {
        guard offset >= 0, byteCount >= 0, offset <= self.byteCount, byteCount <= self.byteCount - offset else {
            throw .invalidArgument
        }
        guard byteCount > 0 else { return }
        let page = Int(getpagesize())
        let start = offset / page * page
        let end = (offset + byteCount + page - 1) / page * page
        try SystemCall.check(unsafe outboard_populate(base + start, UInt64(end - start), isWritable ? 1 : 0))
    }

    /// Puts the same part of another file in the place of this one, for all threads at one moment.
    ///
    /// - Parameter raw: The file; it may be closed afterwards.
    /// - Throws: What mmap(2) refused with; the bytes are those of before then.
    package func replace(with raw: Int32) throws(Errno) {
        let protection = isWritable ? PROT_READ | PROT_WRITE : PROT_READ
        let mapped = unsafe mmap(base, byteCount, protection, MAP_SHARED | MAP_FIXED, raw, 0)
        guard unsafe mapped != MAP_FAILED else { throw Self.lastError }
        let page = Int(getpagesize())
        try SystemCall.check(
            unsafe outboard_exclude_from_fork(base, UInt64((byteCount + page - 1) / page * page)))
    }

    private static var lastError: Errno { Errno(rawValue: errno) }

    deinit {
        unsafe munmap(reservation, reservedByteCount)
    }
}
