internal import COutboardLinux
import Glibc
package import SystemPackage

/// A program in memory that nobody can change any more: what was checked of it is true of what runs.
///
/// Safe to use from any thread. Takes as much memory as the program is large, as long as it lives.
package final class SealedImage: Sendable {
    /// The most bytes that a program may have.
    package static let maximumByteCount = 1 << 30

    /// The file that it lies in.
    package let file: Memfd
    /// Its size.
    package let byteCount: Int

    /// Copies a program and seals the copy.
    ///
    /// About 1 ms for each 2 MB. The path is opened once, and not if it is a symbolic link.
    ///
    /// - Parameters:
    ///   - path: The program.
    ///   - name: Shown for its process, at most 249 bytes.
    ///   - limit: The most bytes that it may have.
    /// - Throws: `ELOOP` for a link, `ENOEXEC` for what is no file, `EFBIG`, and others of open(2) and memfd_create(2).
    package init(
        copying path: String, name: String, limit: Int = SealedImage.maximumByteCount
    ) throws(Errno) {
        let short = String(decoding: name.utf8.prefix(200), as: UTF8.self)
        let copied = unsafe outboard_image_copy(path, short, Int64(limit))
        file = Memfd(adopting: OwnedDescriptor(adopting: try SystemCall.check(copied)))
        byteCount = try file.byteCount()
    }

    /// Takes over an image that came from elsewhere: it may be anything, so look whether it ``isSealed`` first.
    ///
    /// - Throws: What fstat(2) refused with.
    package init(adopting descriptor: consuming OwnedDescriptor) throws(Errno) {
        file = Memfd(adopting: descriptor)
        byteCount = try file.byteCount()
    }

    /// Whether nothing of it can change.
    package var isSealed: Bool { file.seals.isSuperset(of: [.write, .shrink, .grow, .seal]) }

    /// Gives its bytes to a function, piece by piece.
    ///
    /// By reading: before Linux 6.7, a file that nobody can write cannot be mapped as shared, not even for reading.
    ///
    /// - Throws: What pread(2) refused with; `EIO` if there are fewer bytes than there have to be.
    package func forEachPiece(_ body: (UnsafeRawBufferPointer) -> Void) throws(Errno) {
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
        defer { unsafe piece.deallocate() }
        var offset = 0
        while offset < byteCount {
            let count = unsafe pread(file.raw, piece.baseAddress, piece.count, offset)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Errno(rawValue: errno) }
            guard count > 0 else { throw .ioError }
            unsafe body(UnsafeRawBufferPointer(rebasing: piece[..<count]))
            offset += count
        }
    }
}
