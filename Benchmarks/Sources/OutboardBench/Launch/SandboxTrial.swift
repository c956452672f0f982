internal import BenchInterface
internal import Glibc
internal import Outboard

/// A sandbox whose cost is measured.
struct SandboxTrial {
    let name: String
    private let path: String
    private let sandbox: PluginSandbox

    /// All that are measured, the one without a sandbox first.
    static func all(path: String) -> [SandboxTrial] {
        func trial(_ name: String, _ level: PluginSandbox.Level, _ change: (inout PluginSandbox) -> Void = { _ in })
            -> SandboxTrial
        {
            var sandbox = PluginSandbox.granting(.write(path))
            sandbox.level = level
            change(&sandbox)
            return SandboxTrial(name: name, path: path, sandbox: sandbox)
        }
        let group = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first {
            unsafe access($0 + "/cgroup.subtree_control", W_OK) == 0
        }
        return [
            trial("none", .none),
            trial("baseline", .baseline),
            trial("baseline, all calls", .baseline) { $0.readyCalls = .unchanged(because: "it is measured") },
            trial("namespaces", .namespaces) { $0.required.insert(.processNamespace) },
            trial("baseline, own user", .baseline) {
                $0.users = 862_000...862_009
                $0.required.insert(.ownUser)
            },
            trial("baseline, control group", .baseline) {
                $0.controlGroup = group
                $0.required.insert(.controlGroup)
            },
        ]
    }

    /// Starts a plugin.
    func plugin() throws -> PluginHandle {
        try PluginHandle.startBlocking(
            at: try BenchPair.program(), configuration: BenchConfiguration(path: path, sharesProcessor: true),
            options: .defaults { options in
                options.arguments = ["core"]
                options.sandbox = sandbox
                options.lanes = 1
            })
    }

    /// Why this machine or this user does not have it; nil if it does.
    func missing() -> String? {
        do {
            try plugin().stopBlocking()
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Starts a plugin, calls it once and stops it.
    ///
    /// - Returns: Nanoseconds from the launch to the reply.
    func start() throws -> UInt64 {
        let began = MonotonicTime.now()
        let plugin = try plugin()
        defer { plugin.stopBlocking() }
        try plugin.client(BenchClient.self).null()
        return MonotonicTime.now() &- began
    }
}
