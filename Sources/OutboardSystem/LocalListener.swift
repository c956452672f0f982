internal import COutboardLinux
internal import Glibc
package import SystemPackage

/// A socket with a name at which connections of packets are taken.
///
/// Non-blocking and close-on-exec. The file of a path is there for its owner alone, and goes with this value.
package struct LocalListener: ~Copyable, Sendable {
    /// The socket.
    package let descriptor: OwnedDescriptor
    /// Its name.
    package let address: LocalAddress

    /// The number of the descriptor, valid as long as this value lives.
    package var raw: Int32 { descriptor.raw }

    /// Creates a socket.
    ///
    /// A socket file that nobody listens at any more, because its process was killed, is replaced.
    ///
    /// - Throws: `EADDRINUSE` where somebody listens or another file lies, `ENAMETOOLONG` beyond 107 bytes, and the other errors
    ///   of bind(2).
    package init(at address: LocalAddress) throws(Errno) {
        let (name, length, isAbstract) = address.parts
        var result = unsafe outboard_local_listen(name, length, isAbstract)
        if result == -EADDRINUSE, case .path(let path) = address, Self.isStale(address, path) {
            _ = unsafe unlink(path)
            result = unsafe outboard_local_listen(name, length, isAbstract)
        }
        self.descriptor = OwnedDescriptor(adopting: try SystemCall.check(result))
        self.address = address
    }

    private static func isStale(_ address: LocalAddress, _ path: String) -> Bool {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK, status.st_uid == geteuid() else {
            return false
        }
        let (name, length, isAbstract) = address.parts
        let result = unsafe outboard_local_connect(name, length, isAbstract)
        if result >= 0 { _ = close(result) }
        return result == -ECONNREFUSED
    }

    deinit {
        if case .path(let path) = address { _ = unsafe unlink(path) }
    }

    /// Takes a connection.
    ///
    /// - Throws: `EAGAIN` when there is none.
    package func accept() throws(Errno) -> ControlSocket {
        let result = try SystemCall.check(outboard_local_accept(raw))
        return ControlSocket(adopting: OwnedDescriptor(adopting: result))
    }
}

extension ControlSocket {
    /// Connects to a listener; waits while too many others do.
    ///
    /// - Throws: `ENOENT` or `ECONNREFUSED` where nobody listens, `EACCES`.
    package init(connectingTo address: LocalAddress) throws(Errno) {
        let (name, length, isAbstract) = address.parts
        let result = try SystemCall.check(unsafe outboard_local_connect(name, length, isAbstract))
        self.init(adopting: OwnedDescriptor(adopting: result))
    }
}
