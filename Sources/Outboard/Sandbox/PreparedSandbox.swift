internal import Glibc
internal import OutboardCore
internal import OutboardSystem
internal import SystemPackage

/// A sandbox for one start: what the process gives up, and what the host's user gets to read about it.
struct PreparedSandbox {
    private(set) var confinement: Confinement?
    private(set) var report: SandboxReport

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
            let reason = "the level is none"
            var missing = Dictionary(uniqueKeysWithValues: SandboxLayer.allCases.map { ($0, reason) })
            var applied: Set = [SandboxLayer.privileges]
            if sandbox.hidesHost == true, HiddenProcess.hide() { applied.insert(.hiddenHost) }
            for layer in applied { missing[layer] = nil }
            report = SandboxReport(level: .none, applied: applied, missing: missing, grants: [], landlockVersion: nil)
            return
        }
        var layers = Layers()
        var confinement = Confinement()
        confinement.rules = try Self.rules(sandbox, program, &layers)
        confinement.dropsCapabilities = true
        confinement.limits = try Self.limits(sandbox, descriptors)
        layers.applied.formUnion([.privileges, .capabilities, .limits])
        do throws(Errno) {
            confinement.filter = try SystemCallFilter.instructions(
                for: sandbox.grants, ownProcess: Confinement.ownProcess)
            layers.applied.insert(.systemCalls)
        } catch {
            layers.missing[.systemCalls] = "libseccomp: \(error)"
        }
        if sandbox.hidesHost ?? (confinement.rules == nil) {
            layers.note(.hiddenHost, HiddenProcess.hide() ? nil : "the kernel refused")
        } else {
            layers.missing[.hiddenHost] = "not asked for"
        }
        self.confinement = confinement
        report = SandboxReport(
            level: sandbox.level, applied: layers.applied, missing: layers.missing, grants: sandbox.grants,
            landlockVersion: confinement.rules == nil ? nil : LandlockRules.kernelVersion)
        try requireLayers(sandbox)
    }

    private struct Layers {
        var applied: Set<SandboxLayer> = []
        var missing: [SandboxLayer: String] = [:]

        mutating func note(_ layer: SandboxLayer, _ reason: String?) {
            if let reason { missing[layer] = reason } else { applied.insert(layer) }
        }
    }

    /// Fails closed.
    private func requireLayers(_ sandbox: PluginSandbox) throws(OutboardError) {
        let lacking = SandboxLayer.allCases.filter { sandbox.required.contains($0) && !report.applied.contains($0) }
        guard let first = lacking.first else { return }
        throw OutboardError(
            code: .startFailed,
            message: "the option sandbox.required asks for \(lacking.map(\.rawValue).joined(separator: ", ")), and "
                + "there is no \(first) here: \(report.missing[first] ?? "unknown")")
    }

    private static func rules(
        _ sandbox: PluginSandbox, _ program: String, _ layers: inout Layers
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

    private static func limits(
        _ sandbox: PluginSandbox, _ descriptors: Int
    ) throws(OutboardError) -> [Confinement.Limit] {
        guard sandbox.openFilesLimit >= 0, sandbox.memoryLimit ?? 0 >= 0 else {
            throw OutboardError(code: .invalidConfiguration, message: "a limit of the option sandbox is negative")
        }
        // One more while the program itself is being loaded.
        let files = UInt64(sandbox.openFilesLimit) + UInt64(descriptors) + 1
        var limits = [
            Confinement.Limit(.openFiles, files), Confinement.Limit(.messageQueues, 0),
            Confinement.Limit(.lockedMemory, 0), Confinement.Limit(.realTimePriority, 0),
        ]
        if let memory = sandbox.memoryLimit { limits.append(Confinement.Limit(.data, UInt64(memory))) }
        return limits
    }
}
