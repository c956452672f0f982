internal import Glibc

/// Where this program lies.
enum OwnProgram {
    /// Its path.
    static var path: String {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return 0 }
            return unsafe readlink("/proc/self/exe", start, bytes.count)
        }
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    /// The folder of it, without a slash at its end.
    static var folder: String { path.split(separator: "/").dropLast().map { "/" + $0 }.joined() }
}
