import Glibc

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
