import Glibc

/// Reading the first bytes of a file, without Foundation.
package enum SmallFile {
    /// Up to `limit` bytes from `offset`; fewer at the end of the file, nil when it cannot be read.
    package static func bytes(of path: String, from offset: Int = 0, limit: Int) -> [UInt8]? {
        guard let descriptor = opened(path) else { return nil }
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
        guard let descriptor = opened(path) else { return nil }
        // Nearly all are short. The C library maps large pieces of memory anew each time, which costs more than the reading.
        let few = 16 * 1024
        guard let beginning = bytes(of: descriptor, from: 0, limit: few) else { return nil }
        let all = beginning.count < few ? beginning : bytes(of: descriptor, from: 0, limit: 1024 * 1024)
        return all.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func opened(_ path: String) -> OwnedDescriptor? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        return file < 0 ? nil : OwnedDescriptor(adopting: file)
    }
}
