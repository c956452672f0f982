internal import ArgumentParser
internal import BenchInterface
internal import Glibc
internal import Outboard

/// The command of a process that calls a group; the benchmark starts one for each way to wait.
///
/// How a host waits is decided once for its process. Reads orders from its input, a line each, and answers each with a
/// line of numbers.
struct GroupHostCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "group", shouldDisplay: false)

    @Argument var plugins: Int
    @Argument var kind: String

    func run() throws {
        guard let kind = GroupKind(rawValue: kind) else { throw ValidationError("no such kind") }
        let crowd = try PluginCrowd(plugins, waiting: kind.policy)
        defer { crowd.stop() }
        let group = try PluginGroup(crowd.clients)
        answer(crowd.backend)
        while let line = readLine() {
            let words = line.split(separator: " ")
            guard words.count == 2, let calls = Int(words[1]) else { throw ValidationError("an order is unreadable") }
            if words[0] == "count" {
                answer(String(try kind.count(group, calls)))
            } else {
                answer(try GroupBlock(calls, crowd.processIDs) { try kind.call(group) }.line)
            }
        }
    }

    private func answer(_ line: String) {
        print(line)
        fflush(nil)
    }
}
