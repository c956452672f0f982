import Glibc
import OutboardSystem

/// What tests ask about descriptors.
enum OpenFile {
    /// Opens /dev/null, close-on-exec or not.
    static func null(closeOnExec: Bool = true) -> OwnedDescriptor {
        OwnedDescriptor(adopting: unsafe open("/dev/null", O_RDWR | (closeOnExec ? O_CLOEXEC : 0)))
    }

    /// The number that tells files apart; nil when the descriptor is closed.
    static func inode(_ raw: Int32) -> UInt64? {
        var status = stat()
        return unsafe fstat(raw, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    /// Whether a program started by somebody else would not get it.
    static func isCloseOnExec(_ raw: Int32) -> Bool {
        fcntl(raw, F_GETFD) & FD_CLOEXEC != 0
    }

    /// Whether reading and writing do not wait.
    static func isNonBlocking(_ raw: Int32) -> Bool {
        fcntl(raw, F_GETFL) & O_NONBLOCK != 0
    }

    /// Reads until the end, or until nothing has come for ten seconds.
    static func text(of raw: Int32) -> String? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while waitForInput(raw, milliseconds: 10_000) {
            let count = unsafe read(raw, &chunk, chunk.count)
            if count == 0 {
                return String(decoding: bytes, as: UTF8.self)
            }
            bytes += chunk.prefix(max(0, count))
        }
        return nil
    }

    /// The lines of a file.
    static func lines(of path: String) -> [String] {
        let file = OwnedDescriptor(adopting: unsafe open(path, O_RDONLY | O_CLOEXEC))
        return (text(of: file.raw) ?? "").split(separator: "\n").map(String.init)
    }

    /// Whether there is something to read, or the end, in time.
    static func waitForInput(_ raw: Int32, milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: raw, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) == 1
    }
}
