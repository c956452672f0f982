internal import ArgumentParser

/// The program.
@main
struct OutboardBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outboard-bench",
        abstract: "Measures Outboard against the floor: what a cache line costs to cross between two processors.",
        subcommands: [
            LaunchCommand.self,
            CoreCommand.self, ServiceCommand.self, LifeCommand.self, WaitCommand.self, ParksCommand.self,
            InstructionsCommand.self, EventsCommand.self, GroupHostCommand.self, PhaseHostCommand.self,
            SteppedHostCommand.self,
        ])
}
