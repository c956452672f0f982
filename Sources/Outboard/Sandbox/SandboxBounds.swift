internal import OutboardCore
internal import OutboardSystem

/// How much a plugin may use up, and who sees to it: the kernel's limits, a control group, or the host.
struct SandboxBounds {
    private(set) var limits: [Confinement.Limit] = []
    private(set) var group: ControlGroup?
    /// What neither of them bounds.
    private(set) var watched = UsageLimits()

    /// Threads of the first process, and of the one that enters namespaces.
    private static let others = 2

    /// Finds who bounds what.
    ///
    /// - Parameters:
    ///   - sandbox: What was asked for.
    ///   - descriptors: How many descriptors the plugin gets from its host.
    ///   - hasOwnThreads: Whether the kernel's limit of threads would count the plugin's, and no others.
    ///   - layers: Gets what there is, and what not.
    /// - Throws: `invalidConfiguration` for a limit that is none.
    init(
        _ sandbox: PluginSandbox, descriptors: Int, hasOwnThreads: Bool, _ layers: inout SandboxLayers
    ) throws(OutboardError) {
        guard sandbox.openFilesLimit >= 0, sandbox.memoryLimit ?? 0 >= 0, sandbox.threadLimit ?? 1 > 0,
            sandbox.processorLimit ?? 1 > 0
        else {
            throw OutboardError(
                code: .invalidConfiguration, message: "a limit of the option sandbox is negative or too small")
        }
        // One more while the program itself is being loaded.
        let files = UInt64(sandbox.openFilesLimit) + UInt64(descriptors) + 1
        limits = [
            Confinement.Limit(.openFiles, files), Confinement.Limit(.messageQueues, 0),
            Confinement.Limit(.lockedMemory, 0), Confinement.Limit(.realTimePriority, 0),
        ]
        let unbounded = makeGroup(sandbox, &layers)
        boundMemory(sandbox, unbounded[.memory], &layers)
        boundThreads(sandbox, hasOwnThreads, unbounded[.pids], &layers)
        boundProcessors(sandbox, unbounded[.cpu], &layers)
    }

    /// Makes the control group.
    ///
    /// - Returns: What it does not bound, with the reason.
    private mutating func makeGroup(
        _ sandbox: PluginSandbox, _ layers: inout SandboxLayers
    ) -> [ControlGroup.Controller: String] {
        var reason = "the option controlGroup is not set"
        if let parent = sandbox.controlGroup {
            var wanted = ControlGroup.Limits()
            wanted.memory = sandbox.memoryLimit
            wanted.threads = sandbox.threadLimit
            wanted.processors = sandbox.processorLimit
            do throws(ControlGroup.Problem) {
                let made = try ControlGroup(beneath: parent, limits: wanted)
                group = made
                layers.applied.insert(.controlGroup)
                return made.missing
            } catch {
                reason = error.reason
            }
        }
        layers.missing[.controlGroup] = reason
        return Dictionary(uniqueKeysWithValues: ControlGroup.Controller.allCases.map { ($0, reason) })
    }

    private mutating func boundMemory(_ sandbox: PluginSandbox, _ reason: String?, _ layers: inout SandboxLayers) {
        guard let limit = sandbox.memoryLimit else {
            layers.missing[.memory] = "the option memoryLimit is not set"
            return
        }
        if reason != nil { limits.append(Confinement.Limit(.data, UInt64(limit))) }
        layers.applied.insert(.memory)
    }

    private mutating func boundThreads(
        _ sandbox: PluginSandbox, _ hasOwnThreads: Bool, _ reason: String?, _ layers: inout SandboxLayers
    ) {
        guard let limit = sandbox.threadLimit else {
            layers.missing[.threads] = "the option threadLimit is not set"
            return
        }
        if reason != nil {
            if hasOwnThreads {
                limits.append(Confinement.Limit(.threads, UInt64(limit + Self.others)))
            } else {
                watched.threads = limit
            }
        }
        layers.applied.insert(.threads)
    }

    private mutating func boundProcessors(_ sandbox: PluginSandbox, _ reason: String?, _ layers: inout SandboxLayers) {
        guard let limit = sandbox.processorLimit else {
            layers.missing[.processors] = "the option processorLimit is not set"
            return
        }
        if reason != nil { watched.processors = limit }
        layers.applied.insert(.processors)
    }
}
