internal import ArgumentParser
internal import BenchInterface
internal import Glibc

/// The command of a process whose threads park at random moments; the stress starts one for each way to wait.
///
/// Reads orders from its input, a line each: how to call, and how often. Answers each with a ``PhaseBlock``.
struct PhaseHostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "phases", shouldDisplay: false)

    @Argument(transform: ProcessorPair.parse) var processors: ProcessorPair

    func run() throws {
        let host = try PhaseHost(processors)
        defer { host.stop() }
        // On one processor threads are interrupted between any two instructions only if something interrupts them.
        let disturber = processors.isShared ? try Disturber() : nil
        defer { disturber?.stop() }
        answer(host.introduction)
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 2, let order = PhaseOrder(words[0]), let count = Int(words[1]) else {
                throw ValidationError("an order is unreadable")
            }
            answer(try host.run(order, count).line)
        }
    }

    private func answer(_ line: String) {
        print(line)
        fflush(nil)
    }
}
