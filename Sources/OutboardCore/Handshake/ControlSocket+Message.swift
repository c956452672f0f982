package import OutboardSystem
package import OutboardUntrusted
package import SystemPackage

extension ControlSocket {
    /// Sends a message, with a file if there is one.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - file: A descriptor that the other side gets a copy of.
    ///   - blocking: Whether to wait while the other side does not read.
    /// - Throws: The error of sendmsg(2).
    package func send(_ message: ControlMessage, file: Int32? = nil, blocking: Bool) throws(Errno) {
        let packet = message.packet
        var failure: Errno?
        unsafe packet.withUnsafeBytes { bytes in
            do throws(Errno) {
                try unsafe self.send(bytes, descriptor: file, blocking: blocking)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }
}
