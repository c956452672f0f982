internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// A sandbox for one start: what the process gives up, and what the host's user gets to read about it.
struct PreparedSandbox {
    private(set) var confinement: Confinement?
    private(set) var report: SandboxReport
    /// The system calls that the plugin is to keep when it is ready; nil for all that it starts with.
    private(set) var readyFilter: SystemCallFilter.Ready?
    /// How many filters the kernel shows for a plugin that has installed that one.
    private(set) var readyFilterCount = 0
    /// What the host itself has to watch, because the kernel does not bound it here.
    private(set) var watched = UsageLimits()

    /// Prepares everything that allocates or may fail, so that the child has only to apply it.
    ///
    /// - Parameters:
    ///   - sandbox: What was asked for.
    ///   - program: The plugin's program.
    ///   - descriptors: How many descriptors the plugin gets from its host.
    /// - Throws: `invalidConfiguration` for a grant that cannot be given, `startFailed` if a layer is missing that is
    ///   required.
    init(_ sandbox: PluginSandbox, program: String, descriptors: Int) throws(OutboardError) {
        guard sandbox.level != .none else {
            report = Self.noSandbox(sandbox)
            return
        }
        var layers = SandboxLayers()
        var confinement = Confinement()
        confinement.rules = try Self.rules(sandbox, program, &layers)
        confinement.dropsCapabilities = true
        layers.applied.formUnion([.privileges, .capabilities, .limits])
        confinement.namespaces = Self.namespaces(sandbox, program, &layers)
        confinement.user = try Self.user(sandbox, &layers)
        let bounds = try SandboxBounds(
            sandbox, descriptors: descriptors, hasOwnThreads: layers.countsThreads, &layers)
        confinement.limits = bounds.limits
        confinement.group = bounds.group
        watched = bounds.watched
        do throws(Errno) {
            confinement.filter = try SystemCallFilter.instructions(
                for: sandbox.grants, mayOutliveHost: sandbox.mayOutliveHost, ownProcess: Confinement.ownProcess)
            layers.applied.insert(.systemCalls)
        } catch {
            layers.missing[.systemCalls] = "libseccomp: \(error)"
        }
        readyFilter = try Self.readyFilter(sandbox, &layers)
        if readyFilter != nil { readyFilterCount = FilterCount.ofThisThread + 2 }
        if sandbox.hidesHost ?? (confinement.rules == nil) {
            layers.note(.hiddenHost, HiddenProcess.hide() ? nil : "the kernel refused")
        } else {
            layers.missing[.hiddenHost] = "not asked for"
        }
        self.confinement = confinement
        report = SandboxReport(
            level: sandbox.level, applied: layers.applied, missing: layers.missing, grants: sandbox.grants,
            landlockVersion: confinement.rules == nil ? nil : LandlockRules.kernelVersion)
        report.user = confinement.user?.number
        report.refusedCapabilities = SandboxNeeds.refused(program: program, sandbox: sandbox)
        try report.require(sandbox.required)
    }

    /// The same when the process has been launched.
    var launched: PreparedSandbox {
        var sandbox = self
        sandbox.confinement = nil
        return sandbox
    }

    private static func noSandbox(_ sandbox: PluginSandbox) -> SandboxReport {
        let reason = "the level is none"
        var missing = Dictionary(uniqueKeysWithValues: SandboxLayer.allCases.map { ($0, reason) })
        var applied: Set = [SandboxLayer.privileges]
        if sandbox.hidesHost == true, HiddenProcess.hide() { applied.insert(.hiddenHost) }
        for layer in applied { missing[layer] = nil }
        return SandboxReport(level: .none, applied: applied, missing: missing, grants: [], landlockVersion: nil)
    }

    private static func rules(
        _ sandbox: PluginSandbox, _ program: String, _ layers: inout SandboxLayers
    ) throws(OutboardError) -> LandlockRules? {
        let hasNetwork = sandbox.grants.contains(.network)
        let rules: LandlockRules
        do throws(Errno) {
            rules = try LandlockRules(allowsTCP: hasNetwork)
        } catch {
            let reason = "the kernel has no Landlock, or it is switched off: \(error)"
            for layer in [SandboxLayer.files, .tcp, .scopes] { layers.missing[layer] = reason }
            return nil
        }
        for (rights, path) in SandboxPaths.standard(program: program) { try? rules.allow(rights, at: path) }
        if hasNetwork { for path in SandboxPaths.network { try? rules.allow(.read, at: path) } }
        for grant in sandbox.grants { try give(grant, rules) }
        layers.applied.insert(.files)
        layers.note(
            .tcp, hasNetwork ? "the network is granted" : LandlockRules.knowsTCP ? nil : "needs Linux 6.7")
        layers.note(.scopes, LandlockRules.knowsScopes ? nil : "needs Linux 6.12")
        return rules
    }

    private static func give(_ grant: SandboxGrant, _ rules: LandlockRules) throws(OutboardError) {
        guard let path = grant.path else { return }
        do throws(Errno) {
            switch grant {
            case .read: try rules.allow(.read, at: path)
            case .write: try rules.allow([.read, .write], at: path)
            case .execute: try rules.allow([.read, .execute], at: path)
            case .network, .processes: break
            }
        } catch {
            throw OutboardError(
                code: .invalidConfiguration, message: "the sandbox cannot grant \"\(grant)\": \(error)")
        }
    }

    private static func namespaces(
        _ sandbox: PluginSandbox, _ program: String, _ layers: inout SandboxLayers
    ) -> Namespaces? {
        let names: [(Namespaces.Kinds, SandboxLayer)] = [
            (.processes, .processNamespace), (.files, .fileNamespace), (.network, .networkNamespace),
            (.ipc, .ipcNamespace), (.users, .userNamespace),
        ]
        guard sandbox.level >= .namespaces else {
            for (_, layer) in names { layers.missing[layer] = "the level is \(sandbox.level)" }
            return nil
        }
        let support = NamespaceSupport.found
        var kinds = support.kinds
        let hasNetwork = sandbox.grants.contains(.network)
        if hasNetwork { kinds.remove(.network) }
        let hasRoot = sandbox.grants.contains { $0.path.flatMap(SandboxPaths.resolve) == "/" }
        if hasRoot { kinds.subtract([.files, .processes]) }
        for (kind, layer) in names {
            if kinds.contains(kind) {
                layers.applied.insert(layer)
            } else if kind == .network, hasNetwork {
                layers.missing[layer] = "the network is granted"
            } else if kind == .files || kind == .processes, hasRoot {
                layers.missing[layer] = "the whole root is granted"
            } else if kind == .users, !kinds.isEmpty {
                layers.missing[layer] = "not needed: the host may make the others without it"
            } else {
                layers.missing[layer] = support.failure.map { "\($0)" } ?? "unknown"
            }
        }
        guard !kinds.subtracting(.users).isEmpty else { return nil }
        return Namespaces(kinds, mounts: kinds.contains(.files) ? SandboxRoot.mounts(sandbox, program, kinds) : [])
    }

    private static func user(_ sandbox: PluginSandbox, _ layers: inout SandboxLayers) throws(OutboardError)
        -> UserLease?
    {
        guard let users = sandbox.users else {
            layers.missing[.ownUser] = "the option users is not set"
            return nil
        }
        guard users.lowerBound > 0, users.upperBound < UInt32(Int32.max) else {
            throw OutboardError(
                code: .invalidConfiguration, message: "the option sandbox.users has numbers of no users")
        }
        guard HostPrivileges.canChangeUsers else {
            layers.missing[.ownUser] =
                "the host may not change users: it is not root, or lacks CAP_SETUID or CAP_SETGID"
            return nil
        }
        // In a namespace with one user there is no other.
        guard !layers.applied.contains(.userNamespace) else {
            layers.missing[.ownUser] = "the namespace for users has one user"
            return nil
        }
        guard let lease = UserLease(of: users) else {
            throw OutboardError(
                code: .startFailed, message: "all \(users.count) users of the option sandbox.users are in use")
        }
        layers.applied.insert(.ownUser)
        return lease
    }

    private static func readyFilter(
        _ sandbox: PluginSandbox, _ layers: inout SandboxLayers
    ) throws(OutboardError) -> SystemCallFilter.Ready? {
        let names: [String]
        switch sandbox.readyCalls.choice {
        case .few(let more): names = more
        case .unchanged(let reason):
            layers.missing[.readyCalls] = reason
            return nil
        }
        if let unknown = names.first(where: { !SystemCallFilter.knows($0) }) {
            throw OutboardError(
                code: .invalidConfiguration,
                message:
                    "the option sandbox.readyCalls names \"\(ForeignText.plain(unknown))\", which is no system call")
        }
        guard !sandbox.grants.contains(.processes) else {
            layers.missing[.readyCalls] = "processes are granted, and need what starting a program takes"
            return nil
        }
        do throws(Errno) {
            let filter = try SystemCallFilter.ready(
                for: sandbox.grants, mayOutliveHost: sandbox.mayOutliveHost, and: names,
                ownProcess: Confinement.ownProcess)
            // Until the plugin has installed it.
            layers.missing[.readyCalls] = SandboxReport.notReady
            return filter
        } catch {
            layers.missing[.readyCalls] = "libseccomp: \(error)"
            return nil
        }
    }
}
