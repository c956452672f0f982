internal import Glibc
internal import OutboardCore
internal import OutboardSystem

/// What a supervisor has to know about a generation that has ended, or that was never there.
struct EndedGeneration {
    /// What is told about it.
    let report: CrashReport
    /// Why it is not there.
    let error: OutboardError
    /// Whether it exited with status 0 when nothing was asked of it.
    let isClean: Bool
    /// Whether starting it again cannot help.
    let isPermanent: Bool
    /// Whether it ended because the host wanted it to.
    let isAsked: Bool

    /// Whether another host has it.
    let hasLeft: Bool

    /// Describes a generation that was launched.
    init(_ generation: Generation, supervisor: Supervisor, _ life: Supervisor.Life, _ number: Int) {
        let end = generation.report.withLock { $0 }
        let wasReady = generation.started.value.map { $0 == nil } ?? false
        if wasReady {
            error = OutboardError(
                code: generation.ended.value?.code ?? .lost, message: end?.fate.message ?? "it ended")
        } else {
            error =
                generation.started.value.flatMap { $0 } ?? OutboardError(code: .startFailed, message: "it ended")
        }
        isPermanent = !wasReady && Self.isPermanent(error)
        if case .handedOver = end?.reason { hasLeft = true } else { hasLeft = false }
        switch (end?.reason, end?.status) {
        // Told to end, and then it crashed on its way.
        case (.stopped, .exited(let code)) where code != 0: isAsked = false
        case (.stopped, .signaled(let signal, _)) where signal != SIGKILL: isAsked = false
        case (.stopped, _), (.stopTimeout, _), (.drainTimeout, _): isAsked = true
        default: isAsked = false
        }
        var signal: Int32?
        var exitStatus: Int32?
        switch end?.status {
        case .exited(let code): exitStatus = code
        case .signaled(let number, _): signal = number
        case .unknown, nil: break
        }
        let calls = end?.callsInFlight ?? []
        let running = generation.claimedCalls.withLock { $0 }
        // A caller that has only just sent its call may not have noted it: the plugin's own word counts as well.
        isClean = wasReady && exitStatus == 0 && end?.reason == nil && calls.isEmpty && running.isEmpty
        report = CrashReport(
            plugin: supervisor.name, path: generation.path, generation: number, restarts: life.ledger.restarts,
            processID: generation.processID, time: Self.wallClock,
            uptime: Double(supervisor.time.now() &- generation.launchedAt) / 1e9, wasReady: wasReady,
            cause: end?.sentence ?? error.message, signal: signal, exitStatus: exitStatus,
            isOutOfMemory: end?.isOutOfMemory ?? false, callsInFlight: calls, running: running,
            lastLines: end?.tail ?? [],
            lastRecords: (generation.log?.recent ?? []).compactMap(LoggedRecord.init))
    }

    /// Describes a generation that could not be launched.
    init(_ error: OutboardError, supervisor: Supervisor, _ life: Supervisor.Life, _ number: Int, path: String) {
        self.error = error
        isAsked = false
        hasLeft = false
        isClean = false
        isPermanent = Self.isPermanent(error)
        report = CrashReport(
            plugin: supervisor.name, path: path, generation: number, restarts: life.ledger.restarts,
            processID: nil, time: Self.wallClock, uptime: nil, wasReady: false, cause: error.message, signal: nil,
            exitStatus: nil, isOutOfMemory: false, callsInFlight: [], running: [], lastLines: [], lastRecords: [])
    }

    /// Whether the next start would end with the same error.
    private static func isPermanent(_ error: OutboardError) -> Bool {
        [.refused, .interfaceMismatch, .invalidConfiguration].contains(error.code)
    }

    private static var wallClock: Double {
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    }
}
