internal import COutboardLinux
package import SystemPackage

/// A pipe: what a plugin's standard output and error go through.
///
/// Both ends are close-on-exec. The read end does not block; the write end does, as programs expect. See pipe(7).
package struct Pipe: ~Copyable, Sendable {
    /// How much a pipe holds where the kernel allows it; the default is 64 KiB.
    package static let capacity = 256 * 1024

    /// What to read from; non-blocking.
    package let readEnd: OwnedDescriptor
    /// What to write to; blocking.
    package let writeEnd: OwnedDescriptor

    /// Creates a pipe, and enlarges it if the user's quota (`/proc/sys/fs/pipe-user-pages-soft`) allows.
    ///
    /// - Throws: `EMFILE` or `ENFILE` when there are too many descriptors.
    package init() throws(Errno) {
        var readEnd: Int32 = -1
        var writeEnd: Int32 = -1
        try SystemCall.check(unsafe outboard_pipe(&readEnd, &writeEnd, CInt(Self.capacity)))
        self.readEnd = OwnedDescriptor(adopting: readEnd)
        self.writeEnd = OwnedDescriptor(adopting: writeEnd)
    }

    /// Gives up one end after the other: `use` gets both and keeps what it wants to keep.
    package consuming func split<Result: ~Copyable, Failure: Error>(
        _ use: (consuming OwnedDescriptor, consuming OwnedDescriptor) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try use(readEnd, writeEnd)
    }

    /// Closes the write end and hands over the read end.
    package consuming func takeReadEnd() -> OwnedDescriptor {
        readEnd
    }
}
