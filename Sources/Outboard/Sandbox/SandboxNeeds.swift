internal import OutboardCore

/// What a plugin says that it needs, in the manifest of its program, beside what its host grants.
enum SandboxNeeds {
    /// What the manifest asks for and the host does not grant, in the manifest's words.
    ///
    /// The manifest is the plugin's own word: nothing is granted because of it. A program without one asks for nothing. Some
    /// system calls.
    ///
    /// - Parameters:
    ///   - program: The plugin's program.
    ///   - sandbox: What its host grants.
    /// - Returns: What is not granted; what is no grant that there is counts as well.
    static func refused(program: String, sandbox: PluginSandbox) -> [String] {
        guard let manifest = try? PluginManifest.of(programAt: program) else { return [] }
        return refused(manifest.capabilities, sandbox: sandbox)
    }

    /// The same for what was asked for.
    static func refused(_ needs: [String], sandbox: PluginSandbox) -> [String] {
        needs.filter { need in
            // With processes it keeps all calls.
            if let hasCalls = sandbox.readyCalls.have(need, with: sandbox.grants) {
                return !hasCalls && !sandbox.grants.contains(.processes)
            }
            guard let wanted = SandboxGrant(need) else { return true }
            return !sandbox.grants.contains { $0.covers(wanted) }
        }
    }
}
