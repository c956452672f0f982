import Glibc
import HeapUse
import Outboard
import Synchronization

/// Kills plugins at random moments while threads and tasks call them.
///
/// Checks that every call has one outcome, that every answer is right, that restarts work, and that nothing is left behind.
public struct KillCampaign: Sendable {
    private let plan: CampaignPlan
    private let progress: @Sendable (CampaignProgress) -> Void

    /// Prepares a campaign.
    ///
    /// - Parameters:
    ///   - plan: What it does.
    ///   - progress: Is told now and then how far it is.
    public init(_ plan: CampaignPlan, progress: @escaping @Sendable (CampaignProgress) -> Void = { _ in }) {
        self.plan = plan
        self.progress = progress
    }

    /// Runs it; blocks a thread of its own, and suspends the task.
    public func run() async throws -> CampaignReport {
        let faults = FaultList()
        let gate = CampaignGate()
        let load = CampaignLoad(gate, faults)
        let plugins = try CampaignPlugins(folder: plan.folder)
        let began = SuspendingClock.now
        try load.start(plugins)
        var report = CampaignReport()
        let (before, after, kills) = await withCheckedContinuation { continuation in
            // Not in a task: it waits in the kernel.
            CampaignThread {
                continuation.resume(returning: killAll(plugins, gate, load, faults, began))
            }.detach()
        }
        gate.stop()
        await load.join()
        report.before = before
        report.after = after
        report.kills = kills
        await SupervisedPlugin.stopAll()
        let left = HeldResources.now.children
        if left != 0 { faults.add("\(left) processes are left at the end") }
        report.seconds = Double((SuspendingClock.now - began) / .milliseconds(1)) / 1000
        report.tallies = load.tallies
        for tally in report.tallies where tally.begun != tally.outcomes {
            faults.add("\(tally.name): \(tally.begun) calls had \(tally.outcomes) outcomes")
        }
        for tally in report.tallies where tally.answered == 0 && !tally.name.contains("give up") {
            faults.add("\(tally.name): no call was answered")
        }
        report.faults = faults.all
        report.growth = after.faults(since: before)
        return report
    }

    /// Kills as often as planned, with a look at what the host holds near the beginning and at the end.
    private func killAll(
        _ plugins: CampaignPlugins, _ gate: CampaignGate, _ load: CampaignLoad, _ faults: FaultList,
        _ began: SuspendingClock.Instant
    ) -> (before: HeldResources, after: HeldResources, kills: Int) {
        var random = CampaignRandom(seed: plan.seed)
        var before: HeldResources?
        var kills = 0
        var told = began
        while kills < plan.kills + plan.warmUp {
            if plugins.killOne(&random) { kills += 1 }
            if kills == plan.warmUp, before == nil { before = rest(plugins, gate, faults, since: nil) }
            if SuspendingClock.now - told > .milliseconds(500) {
                told = SuspendingClock.now
                progress(
                    CampaignProgress(
                        kills: kills, calls: load.tallies.reduce(0) { $0 + $1.outcomes }, faults: faults.all,
                        seconds: Double((told - began) / .milliseconds(1)) / 1000))
            }
            if faults.all.count >= 1000 { break }
        }
        let after = rest(plugins, gate, faults, since: before)
        return (before ?? after, after, kills)
    }

    /// Looks at what the host holds while nobody calls and all plugins run.
    ///
    /// A client keeps the generation that it called last until it calls again, so all call once more before the look: how
    /// many have called since the last kill is chance. What was let go of a moment ago may still be on its way, so where
    /// something has grown that is done again for a while.
    private func rest(
        _ plugins: CampaignPlugins, _ gate: CampaignGate, _ faults: FaultList, since before: HeldResources?
    ) -> HeldResources {
        func hold() {
            if !gate.hold(seconds: 90) { faults.add("a call has not ended for 90 s") }
        }
        hold()
        for plugin in plugins.all {
            do { try plugin.waitUntilReadyBlocking() } catch {
                faults.add("\(plugin.name) did not come back: \(error)")
            }
        }
        var found = HeldResources()
        for look in 0..<50 {
            gate.release()
            usleep(100_000)
            hold()
            heap_trim()
            found = .now
            if before.map({ found.faults(since: $0).isEmpty }) ?? (look > 0) { break }
        }
        gate.release()
        return found
    }
}
