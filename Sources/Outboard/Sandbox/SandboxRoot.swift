internal import Glibc
internal import OutboardSystem

/// What there is in the root of a plugin that has one of its own.
enum SandboxRoot {
    /// The paths that every plugin has, and those that it was granted, each under the name by which the plugin knows it and
    /// under the name that links lead to.
    ///
    /// What does not exist is left out: a grant of it has failed the start already.
    static func mounts(_ sandbox: PluginSandbox, _ program: String, _ kinds: Namespaces.Kinds) -> [Namespaces.Mount] {
        var paths = SandboxPaths.standard(program: program).map {
            (path: $0.path, isWritable: $0.rights.contains(.device))
        }
        if sandbox.grants.contains(.network) { paths += SandboxPaths.network.map { (path: $0, isWritable: false) } }
        for grant in sandbox.grants {
            guard let path = grant.path else { continue }
            if case .write = grant { paths.append((path, true)) } else { paths.append((path, false)) }
        }
        var found: [String: Namespaces.Mount] = [:]
        for (path, isWritable) in paths {
            // It gets one of its own, for its own processes.
            if path == "/proc", kinds.contains(.processes) { continue }
            guard let source = SandboxPaths.resolve(path), source != "/" else { continue }
            for target in [source, SandboxPaths.absolute(path)] {
                let mount = Namespaces.Mount(
                    source: source, target: target, isFolder: isFolder(source),
                    isWritable: isWritable || found[target]?.isWritable == true)
                found[target] = mount
            }
        }
        // Folders before what is in them.
        return found.values.sorted { $0.target < $1.target }
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
