internal import OutboardCore

/// The layers of a sandbox that is being prepared.
struct SandboxLayers {
    /// Those that there are.
    var applied: Set<SandboxLayer> = []
    /// Those that there are not, with the reason.
    var missing: [SandboxLayer: String] = [:]

    /// Notes a layer as missing if there is a reason, and as applied otherwise.
    mutating func note(_ layer: SandboxLayer, _ reason: String?) {
        if let reason { missing[layer] = reason } else { applied.insert(layer) }
    }

    /// Whether `RLIMIT_NPROC` counts the plugin's threads and nobody else's.
    ///
    /// The kernel counts those of a user, since Linux 5.14 for each namespace of users apart, and none of root.
    var countsThreads: Bool {
        applied.contains(.ownUser) || (applied.contains(.userNamespace) && !HostPrivileges.isRoot)
    }
}

extension SandboxReport {
    /// Fails closed.
    ///
    /// The calls of a plugin that is ready are looked at when it is.
    func require(_ layers: Set<SandboxLayer>) throws(OutboardError) {
        let lacking = SandboxLayer.allCases.filter {
            layers.contains($0) && !applied.contains($0) && !($0 == .readyCalls && isReadyPending)
        }
        guard let first = lacking.first else { return }
        throw OutboardError(
            code: .startFailed,
            message: "the option sandbox.required asks for \(lacking.map(\.rawValue).joined(separator: ", ")), and "
                + "there is no \(first) here: \(missing[first] ?? "unknown")")
    }

    /// Whether the plugin still has to install its filter.
    private var isReadyPending: Bool { missing[.readyCalls] == SandboxReport.notReady }

    /// Why a plugin has not given up calls before it is ready.
    static let notReady = "the plugin is not ready"
}
