/// Where a host waits for plugins that attach: a path, or a name in the network namespace.
package enum LocalAddress: Hashable, Sendable, CustomStringConvertible {
    /// A socket file.
    case path(String)
    /// An abstract name: no file, and gone with its socket.
    case abstract(String)

    /// Reads what `description` says: an abstract name begins with "@".
    package init?(_ text: Substring) {
        if text.first == "@", text.count > 1 {
            self = .abstract(String(text.dropFirst()))
        } else if text.first == "/" {
            self = .path(String(text))
        } else {
            return nil
        }
    }

    /// The path, or "@" and the name.
    package var description: String {
        switch self {
        case .path(let path): path
        case .abstract(let name): "@\(name)"
        }
    }

    /// What the system calls take.
    var parts: (name: [CChar], length: UInt64, isAbstract: Int32) {
        switch self {
        case .path(let path): (Array(path.utf8CString), UInt64(path.utf8.count), 0)
        case .abstract(let name): (Array(name.utf8CString), UInt64(name.utf8.count), 1)
        }
    }
}
