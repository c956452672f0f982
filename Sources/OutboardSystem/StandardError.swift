internal import Glibc

/// The standard error of this process, where the host of a plugin reads lines.
package enum StandardError {
    /// Writes a line; what the other end does not take is lost.
    package static func write(_ line: String) {
        var text = line + "\n"
        text.withUTF8 { bytes in _ = unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count) }
    }
}
