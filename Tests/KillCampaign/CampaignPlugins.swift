import Glibc
import Logging
import NotesInterface
import Outboard
import ProbeInterface

/// The plugins of a campaign: two that answer, and one that is told without an answer.
struct CampaignPlugins: Sendable {
    let probes: [SupervisedPlugin]
    let notes: SupervisedPlugin

    init(folder: String) throws {
        // As many restarts as there are kills, and no pause between them.
        var restart = RestartPolicy.always
        restart.initialDelay = .zero
        restart.maximumDelay = .zero
        restart.maximumRestarts = .max
        let options = PluginOptions.defaults {
            $0.logger = Logger(label: "campaign") { _ in SwiftLogNoOpLogHandler() }
            $0.callTimeout = .seconds(60)
            $0.lanes = 4
        }
        probes = (0..<2).map { _ in
            SupervisedPlugin(
                at: folder + "/ProbePlugin", configuration: ProbeConfiguration(), options: options, restart: restart)
        }
        notes = SupervisedPlugin(at: folder + "/NotesPlugin", options: options, restart: restart)
        for plugin in all { try plugin.waitUntilReadyBlocking() }
    }

    var all: [SupervisedPlugin] { probes + [notes] }

    /// Kills one of them at a moment that chance chooses.
    ///
    /// - Parameter random: Chooses.
    /// - Returns: Whether there was a process to kill.
    func killOne(_ random: inout CampaignRandom) -> Bool {
        // The first most often: most calls are made there.
        let plugin = all[[0, 0, 0, 1, 2][Int.random(in: 0..<5, using: &random)]]
        // Now and then before it has come up.
        let awaitsReady = Int.random(in: 0..<10, using: &random) != 0
        // Short times more often than long ones: up to 4 ms.
        let pause = 1 << Int.random(in: 0...12, using: &random)
        let how = Int.random(in: 0..<20, using: &random)
        if awaitsReady { try? plugin.waitUntilReadyBlocking() }
        usleep(UInt32(Int.random(in: 0...pause, using: &random)))
        // Nobody else ends it, so that the number is not that of another process.
        guard let process = plugin.processID else { return false }
        switch how {
        case 0: kill(process, SIGTERM)
        case 1:
            // Stopped first: its callers park.
            kill(process, SIGSTOP)
            usleep(300)
            kill(process, SIGKILL)
        default: kill(process, SIGKILL)
        }
        // Until its end is known, or the same process would be killed twice.
        while plugin.processID == process { usleep(50) }
        return true
    }
}
