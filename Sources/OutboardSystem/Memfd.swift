internal import COutboardLinux
package import SystemPackage

/// An anonymous file in memory whose size and content can be sealed: what a segment lies in.
///
/// Close-on-exec and not executable. Safe to use from any thread. See memfd_create(2) and fcntl(2), "File Sealing".
package struct Memfd: ~Copyable, Sendable {
    /// What can be forbidden for ever, to everybody who has the file.
    package struct Seals: OptionSet, Sendable, Hashable {
        /// The kernel's bits.
        package let rawValue: Int32

        /// Seals with the kernel's bits.
        package init(rawValue: Int32) {
            self.rawValue = rawValue
        }

        /// `F_SEAL_SEAL`: no more seals.
        package static let seal = Seals(rawValue: OUTBOARD_SEAL_SEAL)
        /// `F_SEAL_SHRINK`: the file cannot become smaller, so a mapping of it never raises SIGBUS.
        package static let shrink = Seals(rawValue: OUTBOARD_SEAL_SHRINK)
        /// `F_SEAL_GROW`: the file cannot become larger.
        package static let grow = Seals(rawValue: OUTBOARD_SEAL_GROW)
        /// `F_SEAL_WRITE`: nobody can write; refused with `EBUSY` while a writable mapping exists.
        package static let write = Seals(rawValue: OUTBOARD_SEAL_WRITE)
        /// `F_SEAL_FUTURE_WRITE`: only the writable mappings that exist already can write.
        package static let futureWrite = Seals(rawValue: OUTBOARD_SEAL_FUTURE_WRITE)
        /// `F_SEAL_EXEC`: the execute permission cannot change; set at creation by kernels from 6.3 on.
        package static let execute = Seals(rawValue: OUTBOARD_SEAL_EXECUTE)
    }

    /// The file.
    package let descriptor: OwnedDescriptor

    /// The number of the descriptor, valid as long as this value lives.
    package var raw: Int32 { descriptor.raw }

    /// Creates a file of zero bytes; its pages are allocated when they are first touched.
    ///
    /// - Parameters:
    ///   - name: Shown as `/memfd:name` in `/proc/PID/maps`; at most 249 bytes.
    ///   - byteCount: The size of the file.
    /// - Throws: What memfd_create(2) or ftruncate(2) refused with, `EACCES` where the sysctl `vm.memfd_noexec` is 2
    ///   and the kernel could not be told that the file is not executable.
    package init(name: String, byteCount: Int) throws(Errno) {
        let created = unsafe outboard_memfd_create(name)
        let descriptor = OwnedDescriptor(adopting: try SystemCall.check(created))
        try SystemCall.check(outboard_memfd_resize(descriptor.raw, Int64(byteCount)))
        self.descriptor = descriptor
    }

    /// Takes over a file that came from elsewhere.
    ///
    /// Nothing is known about its size and its seals.
    package init(adopting descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Allocates the pages of a range, so that touching them later cannot fail for want of memory.
    ///
    /// - Throws: `ENOSPC` where memory or the size of the tmpfs runs out, `EPERM` where seals forbid it.
    package func allocate(offset: Int, byteCount: Int) throws(Errno) {
        try SystemCall.check(outboard_memfd_allocate(descriptor.raw, Int64(offset), Int64(byteCount)))
    }

    /// Adds seals; they cannot be removed.
    ///
    /// - Throws: `EPERM` when the file is sealed with ``Seals/seal``, `EBUSY` when ``Seals/write`` meets a writable
    ///   mapping, `EINVAL` for a file that cannot be sealed.
    package func seal(_ seals: Seals) throws(Errno) {
        try SystemCall.check(outboard_memfd_add_seals(descriptor.raw, seals.rawValue))
    }

    /// The seals of the file; empty for a file that cannot be sealed.
    package var seals: Seals {
        let seals = outboard_memfd_seals(descriptor.raw)
        return seals < 0 ? [] : Seals(rawValue: seals)
    }

    /// The size of the file at this moment; it stays true only under ``Seals/shrink`` and ``Seals/grow``.
    package func byteCount() throws(Errno) -> Int {
        Int(try SystemCall.check(outboard_memfd_byte_count(descriptor.raw)))
    }
}
