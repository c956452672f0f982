import Glibc
package import SystemPackage

/// A file descriptor with one owner, closed when that owner lets go of it.
///
/// Safe to use from any thread; the kernel serialises what is done with it. Free apart from `close(2)` at the end.
package struct OwnedDescriptor: ~Copyable, Sendable {
    /// The number of the descriptor, valid as long as this value lives.
    ///
    /// Borrow it, do not close it.
    package let raw: Int32

    /// Takes over an open descriptor; nobody else may close it from here on.
    package init(adopting raw: Int32) {
        self.raw = raw
    }

    /// Another descriptor of the same open file, close-on-exec.
    ///
    /// - Throws: `EMFILE` when there are too many descriptors.
    package func duplicate() throws(Errno) -> OwnedDescriptor { try Self(duplicating: raw) }

    /// Another descriptor of an open file whose descriptor has another owner; close-on-exec.
    ///
    /// - Throws: `EMFILE` when there are too many descriptors, `EBADF` where there is no such descriptor.
    package init(duplicating raw: Int32) throws(Errno) {
        // Not below 3: those numbers are the standard streams'.
        let copy = fcntl(raw, F_DUPFD_CLOEXEC, 3)
        guard copy >= 0 else { throw Errno(rawValue: errno) }
        self.init(adopting: copy)
    }

    /// Gives up ownership: the caller closes the descriptor that is returned.
    package consuming func release() -> Int32 {
        let raw = self.raw
        discard self
        return raw
    }

    deinit {
        // An interrupted close(2) has closed on Linux: repeating it could hit a stranger's descriptor.
        _ = close(raw)
    }
}
