/// Something that a plugin may do although it is sandboxed.
public enum SandboxGrant: Sendable, Hashable, CustomStringConvertible {
    /// Reads a file, or all files and folders beneath a folder.
    case read(String)
    /// Reads and writes a file, or creates, changes and removes whatever is beneath a folder.
    case write(String)
    /// Executes, or loads as a library, a file or all files beneath a folder.
    case execute(String)
    /// Uses the network: sockets of the families IPv4 and IPv6, with any protocol and any peer.
    case network
    /// Starts further processes, which are in the same sandbox.
    ///
    /// They may outlive the plugin if they leave its process group.
    case processes

    /// "read /etc/hosts", "network".
    public var description: String {
        switch self {
        case .read(let path): "read \(path)"
        case .write(let path): "write \(path)"
        case .execute(let path): "execute \(path)"
        case .network: "network"
        case .processes: "processes"
        }
    }

    /// Whether whoever has this grant may do what the other one is about.
    func covers(_ other: SandboxGrant) -> Bool {
        switch (self, other) {
        case (.network, .network), (.processes, .processes): true
        case (.read(let folder), .read(let path)), (.write(let folder), .write(let path)),
            (.execute(let folder), .execute(let path)), (.write(let folder), .read(let path)),
            (.execute(let folder), .read(let path)):
            Self.isBeneath(folder, path)
        default: false
        }
    }

    private static func isBeneath(_ folder: String, _ path: String) -> Bool {
        let names = SandboxPaths.absolute(path).split(separator: "/")
        return names.starts(with: SandboxPaths.absolute(folder).split(separator: "/"))
    }

    /// The path, if the grant has one.
    var path: String? {
        switch self {
        case .read(let path), .write(let path), .execute(let path): path
        case .network, .processes: nil
        }
    }
}
