internal import ArgumentParser
internal import BenchInterface

/// The command of the process that answers in the plain ping-pong; the benchmark starts it.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "events", shouldDisplay: false)

    @Argument var there: Int32
    @Argument var back: Int32

    func run() {
        EventPair(there: there, back: back).answer()
    }
}
