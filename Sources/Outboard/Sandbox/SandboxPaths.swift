internal import Glibc
internal import OutboardSystem

/// The paths that every plugin has.
enum SandboxPaths {
    /// What a start needs: each one only if it is there.
    ///
    /// - Parameter program: The plugin's program.
    /// - Returns: The paths, with what may be done beneath each.
    static func standard(program: String) -> [(rights: LandlockRules.Rights, path: String)] {
        let resolved = resolve(program) ?? program
        let files: LandlockRules.Rights = [.read, .execute]
        return shared + ([resolved] + librariesBeside(resolved)).map { (rights: files, path: $0) }
    }

    /// With the network: what looking up a name and checking a certificate reads.
    static let network = [
        "/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf", "/etc/services",
        "/etc/protocols", "/etc/ssl", "/etc/pki/tls", "/etc/pki/ca-trust", "/usr/share/ca-certificates",
        "/run/systemd/resolve",
    ]

    private static let shared: [(rights: LandlockRules.Rights, path: String)] = {
        let libraries = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"]
        let knowledge = [
            "/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/usr/share/locale",
            "/sys/devices/system/cpu", "/sys/fs/cgroup", "/dev/random", "/dev/urandom",
        ]
        var paths: [(rights: LandlockRules.Rights, path: String)] = []
        for path in libraries { paths.append(([.read, .execute], path)) }
        if let swiftRuntime { paths.append(([.read, .execute], swiftRuntime)) }
        for path in knowledge { paths.append((.read, path)) }
        // Dispatch ends a process that cannot read /proc/THREAD/stat, and nobody knows those numbers beforehand. Reading
        // files without listing folders is what .execute comes to there, where nothing can be executed. The kernel
        // keeps the memory, environment and descriptors of processes outside closed all the same: Landlock lets nobody
        // look into a process that is not in its domain.
        paths.append((.execute, "/proc"))
        for path in ["/dev/null", "/dev/zero"] { paths.append(([.read, .device], path)) }
        return paths
    }()

    /// The folder of the Swift libraries that the host itself runs on; nil if it is linked statically.
    private static let swiftRuntime: String? = {
        guard let name = LoadedLibrary.path(defining: "swift_retain"), let path = resolve(name),
            path.split(separator: "/").last?.hasPrefix("libswift") == true
        else { return nil }
        return folder(of: path)
    }()

    /// The shared libraries in the program's folder, and not the folder: it may be one with secrets in it.
    private static func librariesBeside(_ program: String) -> [String] {
        let names = (try? FolderEntries.names(of: folder(of: program))) ?? []
        return names.filter { $0.hasPrefix("lib") && $0.contains(".so") }.prefix(256).map {
            folder(of: program) + "/" + $0
        }
    }

    private static func folder(of path: String) -> String {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return folder.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : folder
    }

    /// A path without ".", ".." and links; nil if there is nothing.
    static func resolve(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// A path from the root on, without "." and "..", and with its links.
    static func absolute(_ path: String) -> String {
        let start = path.hasPrefix("/") ? "" : resolve(".") ?? ""
        var parts: [Substring] = []
        for part in "\(start)/\(path)".split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
