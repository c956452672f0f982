import Glibc
import Outboard
import Testing

/// What the hostile program is run with.
private enum HostileRuns {
    /// What is harmful without a sandbox is tried in one alone.
    static let sandboxed: Set = ["A41", "A42", "A43", "A46", "A47", "A49", "A50", "A52", "A55"]
    static let attacks: [String] = {
        let listed = try? Probes.run(Probes.folder + "/Hostile", ["--list"]).output
        return (listed ?? "").split(separator: "\n").map(String.init)
    }()
    /// One in a normal run; `make hostile` sets more.
    static let seeds = getenv("OUTBOARD_HOSTILE_SEEDS").flatMap { Int(String(cString: $0)) } ?? 1
    static let levels: [String] =
        PluginOptions.defaults.sandbox.level == .none
        ? ["none"] : getenv("OUTBOARD_HOSTILE_SEEDS") == nil ? ["baseline"] : ["baseline", "none"]
}

extension Integration {
    /// A hostile plugin beside an honest one, under one oracle: see `Tests/Fixtures/Hostile`.
    @Suite("The hostile plugin")
    struct HostileTests {
        @Test("The host, its calls and the other plugin withstand it", arguments: HostileRuns.attacks)
        func attack(name: String) throws {
            for level in HostileRuns.levels where level == "baseline" || !HostileRuns.sandboxed.contains(name) {
                for seed in 1...HostileRuns.seeds {
                    let (status, output) = try Probes.run(
                        "timeout", ["--signal=KILL", "120", Probes.folder + "/HostileHost", name, "\(seed)", level])
                    #expect(
                        status == 0 && output.hasPrefix("ok "), "\(name) seed \(seed) \(level): \(status) \(output)")
                }
            }
        }

        @Test("There is an attack for most of the catalogue")
        func attacks() {
            #expect(HostileRuns.attacks.count >= 45, "\(HostileRuns.attacks)")
        }
    }
}
