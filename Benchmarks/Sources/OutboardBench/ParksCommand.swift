internal import ArgumentParser
internal import BenchInterface
internal import Outboard

/// The command that lets threads park at random moments and looks for wake-ups that are lost or late.
struct ParksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parks",
        abstract: "Parks at random moments, and looks for wake-ups that are lost or late.",
        discussion: """
            Both sides of a lane let a random time pass before they publish, so that records and arming meet at all \
            distances. A wake-up that is lost never comes: when no call has ended for ten seconds, the command says what \
            all threads do and fails. One that takes more than a millisecond is held against how long the threads were \
            ready to run and had no processor, and against plain eventfds between two processes on the same CPUs.

            Exits with 0 when no wake-up was lost, however late some were; with 1 when one was, or something could not \
            be done; with 64 when the command line is wrong.
            """)

    @Option(help: ArgumentHelp("How often threads are to go to sleep, for each combination.", valueName: "count"))
    var parks: UInt64 = 100_000

    @Option(name: .customLong("json"), help: ArgumentHelp("Also write the results to a file.", valueName: "file"))
    var jsonPath: String?

    @Option(
        help: ArgumentHelp("What hosts wait with, separated by commas.", valueName: "a,b"),
        transform: { $0.split(separator: ",").map(String.init) })
    var backends = WaitBackend.allCases.map(\.rawValue)

    @Option(
        help: ArgumentHelp("On how many CPUs, separated by commas: 1, 2.", valueName: "a,b"),
        transform: { $0.split(separator: ",").map(String.init) })
    var on = ["1", "2"]

    @Option(
        help: ArgumentHelp("Which CPUs. By default two that share a cache.", valueName: "a,b"),
        transform: ProcessorPair.parse)
    var cpus: ProcessorPair?

    func validate() throws {
        for name in backends where WaitBackend(rawValue: name) == nil {
            throw ValidationError("There is nothing called '\(name)' to wait with: io_uring, epoll.")
        }
        for count in on where count != "1" && count != "2" { throw ValidationError("Write 1, 2 or 1,2 CPUs.") }
    }

    func run() throws {
        // Opened first: a path that cannot be written should not cost a whole run.
        let file = try jsonPath.map(JSONFile.init(path:))
        let usable = Processors.usable()
        let processors = try cpus?.checked() ?? ProcessorPair.choose()
        print(Machine(processors: processors).description)
        var places = on.map { $0 == "1" ? ProcessorPair(host: processors.host, plugin: processors.host) : processors }
        if processors.isShared { places = [processors] }
        var progress = ParkProgress(total: parks * UInt64(places.count * backends.count))
        var done: UInt64 = 0
        var objects: [String] = []
        for place in places {
            for backend in backends {
                let run = try ParkRun(backend, place)
                try run.run(parks: parks) { progress.say("\(backend), \(run.placement.rawValue)", done + $0) }
                done += run.calls.parks
                progress.clear()
                let report = ParkReport(run: run)
                print(report)
                objects += report.json
                try Processors.allow(usable)
            }
        }
        try file?.write(objects: objects)
    }
}
