import Glibc
import KillCampaign
import Synchronization

/// The program behind `make kill-campaign`.
///
/// Exits with 1 when a call, an answer or a restart was wrong, and with 2 when something has only grown.
@main
enum KillCampaignRunner {
    static func main() async {
        var numbers: [UInt64] = []
        for argument in CommandLine.arguments.dropFirst() {
            guard let number = UInt64(argument) else { usage() }
            numbers.append(number)
        }
        guard numbers.count <= 2, numbers.first ?? 1 > 0, let kills = Int(exactly: numbers.first ?? 10_000) else {
            usage()
        }
        let seed = numbers.count == 2 ? numbers[1] : UInt64.random(in: 1..<1_000_000)
        let program = CommandLine.arguments[0]
        let folder = program.contains("/") ? String(program[..<program.lastIndex(of: "/")!]) : "."
        print("Killing plugins \(kills) times under load; the seed is \(seed).")
        fflush(nil)
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let told = Atomic<Int>(0)
        let campaign = KillCampaign(CampaignPlan(kills: kills, seed: seed, folder: folder)) { progress in
            // As soon as they are known: who ends a long campaign has them too.
            for fault in progress.faults.dropFirst(told.exchange(progress.faults.count, ordering: .relaxed)) {
                print(isTerminal ? "\r\u{1b}[Kwrong: \(fault)" : "wrong: \(fault)")
            }
            show(progress, of: kills, isTerminal: isTerminal)
        }
        do {
            let report = try await campaign.run()
            print(isTerminal ? "\r\u{1b}[K\(report)" : "\(report)")
            guard report.faults.isEmpty, report.growth.isEmpty else {
                print("To try the same choices again: make kill-campaign N=\(kills) SEED=\(seed)")
                exit(report.faults.isEmpty ? 2 : 1)
            }
            print("Every call had one outcome, every answer was right, nothing is left.")
        } catch {
            print("The campaign could not be run: \(error)")
            exit(1)
        }
    }

    private static func show(_ progress: CampaignProgress, of kills: Int, isTerminal: Bool) {
        let rate = Double(progress.kills) / max(progress.seconds, 0.001)
        let left = Int(Double(max(0, kills - progress.kills)) / max(rate, 0.001))
        let text =
            "  \(progress.kills) of \(kills) kills, \(progress.calls) calls, \(progress.faults.count) wrong, \(left) s left"
        // In a log a line every ten seconds is enough.
        if isTerminal {
            print("\r\(text)\u{1b}[K", terminator: "")
        } else if Int(progress.seconds * 2) % 20 == 0 {
            print(text)
        }
        // Nobody reads an end that has not come.
        fflush(nil)
    }

    private static func usage() -> Never {
        print("usage: KillCampaignRunner [KILLS [SEED]]")
        exit(64)
    }
}
