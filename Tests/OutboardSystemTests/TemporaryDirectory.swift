import Glibc
import OutboardSystem

/// A directory that goes when the test does.
final class TemporaryDirectory: Sendable {
    let path: String

    init() {
        var template = Array("/tmp/outboard-test-XXXXXX".utf8CString)
        _ = unsafe mkdtemp(&template)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        if let directory = unsafe opendir(path) {
            while let entry = unsafe readdir(directory) {
                let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                unsafe unlink(path + "/" + name)
            }
            unsafe closedir(directory)
        }
        unsafe rmdir(path)
    }

    /// Writes a file and returns its path.
    func write(_ name: String, _ text: String, mode: mode_t = 0o755) -> String {
        write(name, Array(text.utf8), mode: mode)
    }

    /// Writes a file and returns its path.
    func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o755) -> String {
        let file = path + "/" + name
        let raw = unsafe open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        _ = unsafe Glibc.write(raw, bytes, bytes.count)
        fchmod(raw, mode)
        close(raw)
        return file
    }
}
