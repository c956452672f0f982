import Glibc
import Outboard
import Testing

/// What the hostile program is run with.
enum HostileRuns {
    struct Attack: Sendable, CustomTestStringConvertible {
        let name: String
        /// Whether it harms the machine where no sandbox refuses it.
        let isHarmful: Bool

        var testDescription: String { name }
        /// Which attack of the catalogue it is.
        var number: String { String(name.prefix(3)) }
    }

    static let attacks: [Attack] = {
        let listed = try? Probes.run(plugins + "/Hostile", ["--list"]).output
        return (listed ?? "").split(separator: "\n").map { line in
            let words = line.split(separator: " ")
            return Attack(name: String(words[0]), isHarmful: words.count > 1)
        }
    }()
    private static let plugins = variable("OUTBOARD_HOSTILE_PLUGINS") ?? Probes.folder
    private static let seedsAsked = variable("OUTBOARD_HOSTILE_SEEDS").flatMap { Int($0) }
    /// One in a normal run; `make hostile` sets more.
    static let seeds = seedsAsked ?? 1
    /// All that there are in `make hostile`, also those that others add; the one that plugins have by default otherwise,
    /// also where `make sanitize` has taken it from the others: these plugins are built without the sanitizer.
    static let levels = seedsAsked == nil ? [PluginSandbox.Level.baseline] : PluginSandbox.Level.allCases

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// What no plugin's process can do, and why.
    static let others = [
        "A05": "a compiler does it, not a plugin",
        "A31": "there is no lock in shared memory",
        "A54": "the kernel gives numbers to processes; the host uses none of a plugin's",
        "A58": "there is no way to attach to a plugin that runs",
        "A59": "what is read speculatively cannot be seen from a process",
    ]
}

extension Integration {
    /// A hostile plugin beside an honest one, under one oracle: see `Tests/Fixtures/Hostile`.
    @Suite("The hostile plugin")
    struct HostileTests {
        @Test("The host, its calls and the other plugin withstand it", arguments: HostileRuns.attacks)
        func attack(_ attack: HostileRuns.Attack) throws {
            for level in HostileRuns.levels where level != .none || !attack.isHarmful {
                for seed in 1...HostileRuns.seeds {
                    let (status, output) = try Probes.run(
                        "timeout",
                        ["--signal=KILL", "120", Probes.folder + "/HostileHost", attack.name, "\(seed)", "\(level)"])
                    // What `make hostile` measured, and levels that this machine does not have.
                    if HostileRuns.seeds > 1 || status == 77 { print(output, terminator: "") }
                    #expect(
                        (status == 0 && output.hasPrefix("ok ")) || (status == 77 && level > .baseline),
                        "\(attack.name) seed \(seed) \(level): \(status) \(output)")
                }
            }
        }

        @Test("There is an attack for each of the catalogue, or a reason why no process can carry it out")
        func attacks() {
            let numbers = Set(HostileRuns.attacks.map(\.number)).union(HostileRuns.others.keys)
            #expect(numbers.sorted() == (1...62).map { "A\($0 < 10 ? "0" : "")\($0)" })
        }
    }
}
