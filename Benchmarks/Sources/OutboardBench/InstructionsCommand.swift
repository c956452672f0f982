internal import ArgumentParser
internal import BenchInterface

/// The command that counts the instructions of a call.
struct InstructionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "instructions",
        abstract: "Counts the instructions and allocations of a call, on both sides.",
        discussion: """
            Both threads run in turns, one instruction at a time, each until it waits for the other. So the counts do \
            not depend on the machine's load, and are the same each time. What one call takes is the difference of two \
            runs with different numbers of calls.

            Takes some 10 seconds, two x86-64 processors, and ptrace(2).
            """)

    @Option(name: .customLong("json"), help: ArgumentHelp("Also write the counts to a file.", valueName: "file"))
    var jsonPath: String?

    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp("Write to a file how often each instruction ran.", valueName: "file"))
    var profilePath: String?

    func run() throws {
        let file = try jsonPath.map(JSONFile.init(path:))
        let profile = try profilePath.map(JSONFile.init(path:))
        var run = try InstructionRun(profiles: profile != nil)
        defer { run.clear() }
        print(InstructionCount.heading)
        var counts: [InstructionCount] = []
        for title in HotPaths.titles {
            for count in try run.count(title) {
                print(count.line)
                counts.append(count)
            }
        }
        try file?.write(objects: counts.map(\.json))
        try profile?.write(objects: run.profileObjects)
    }
}
