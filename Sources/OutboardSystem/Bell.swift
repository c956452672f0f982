internal import COutboardLinux
package import SystemPackage

/// The eventfd that wakes the other side of a lane.
///
/// Non-blocking, close-on-exec, counter 0. Safe to use from any thread. See eventfd(2).
package struct Bell: ~Copyable, Sendable {
    /// The eventfd.
    package let descriptor: OwnedDescriptor

    /// The number of the descriptor, valid as long as this value lives.
    package var raw: Int32 { descriptor.raw }

    /// Creates a bell that does not ring.
    ///
    /// - Throws: `EMFILE` or `ENFILE` when there are too many descriptors, `ENOMEM`.
    package init() throws(Errno) {
        descriptor = OwnedDescriptor(adopting: try SystemCall.check(outboard_eventfd_create()))
    }

    /// Takes over a bell that was inherited.
    package init(adopting descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// Rings a bell: one write(2), no allocation, never blocks, no failure to report (a full counter rings already).
    ///
    /// - Parameter raw: The number of a bell's descriptor.
    package static func ring(_ raw: Int32) {
        outboard_eventfd_ring(raw)
    }
}
