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

    /// Maps the payload.
    package func map(writable: Bool) throws(Errno) -> Mapping {
        try Mapping(file.raw, byteCount: byteCount, writable: writable)
    }
}
