import Glibc

/// A service of the machine that everybody of the host's user can reach: at a path, and at an abstract name.
///
/// Its descriptors stay open for as long as the process lives.
struct LocalService {
    let path: String

    /// Listens.
    init?() {
        path = "/tmp/outboard-service-\(getpid())"
        for isAbstract in [false, true] where !Self.listen(path, isAbstract) { return nil }
    }

    /// Removes the path.
    func remove() { unlink(path) }

    private static func listen(_ path: String, _ isAbstract: Bool) -> Bool {
        let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: (isAbstract ? [0] : []) + Array(path.utf8)) }
        let length = MemoryLayout<sa_family_t>.size + path.utf8.count + (isAbstract ? 1 : 0)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(length)) == 0 && Glibc.listen(listener, 8) == 0
            }
        }
    }
}
