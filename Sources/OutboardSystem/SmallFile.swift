import Glibc

/// Reading the first bytes of a file, without Foundation.
package enum SmallFile {
    /// Up to `limit` bytes from `offset`; fewer at the end of the file, nil when it cannot be read.
    package static func bytes(of path: String, from offset: Int = 0, limit: Int) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        let descriptor = OwnedDescriptor(adopting: file)
        return bytes(of: descriptor, from: offset, limit: limit)
    }

    /// Up to `limit` bytes from `offset`; fewer at the end of the file, nil when it cannot be read.
    package static func bytes(of descriptor: borrowing OwnedDescriptor, from offset: Int, limit: Int) -> [UInt8]? {
        let raw = descriptor.raw
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let bytes = UnsafeMutableRawBufferPointer(buffer)
            while count < limit {
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[count...])
                let received = unsafe pread(raw, rest.baseAddress, rest.count, off_t(offset + count))
                if received < 0 && errno == EINTR { continue }
                failed = received < 0
                guard received > 0 else { break }
                count += received
            }
        }
        return failed ? nil : bytes
    }

    /// The text of a file of at most 1 MiB, nil when it cannot be read.
    package static func text(of path: String) -> String? {
        bytes(of: path, limit: 1024 * 1024).map { String(decoding: $0, as: UTF8.self) }
    }
}
