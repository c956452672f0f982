internal import BenchInterface
internal import Glibc

/// Parks of one host with one way to wait in one place, against plain eventfds in turns.
final class ParkRun {
    /// After what time without an answer a wake-up counts as lost: a lost one never comes, a late one has come by then.
    private static let patience = 10.0

    /// What the host was to wait with, and does.
    let backend: String
    let processors: ProcessorPair
    private let host: Companion
    private let plugins: [Int32]
    private let plain: PlainRounds
    private(set) var calls = PhaseBlock()
    private(set) var byOrder: [String: PhaseBlock] = [:]
    private(set) var rounds = PhaseBlock()
    /// What the hypervisor took of the processors meanwhile, in nanoseconds.
    private(set) var stolenNs: UInt64 = 0

    /// Starts all processes.
    init(_ backend: String, _ processors: ProcessorPair) throws {
        self.processors = processors
        plain = try PlainRounds(processors)
        host = try Companion(
            ["phases", "\(processors.host),\(processors.plugin)"], environment: ["OUTBOARD_WAIT_BACKEND": backend])
        let words = try host.answer().split(separator: " ")
        self.backend = words.first.map(String.init) ?? ""
        self.plugins = words.dropFirst().compactMap { Int32($0) }
        guard self.backend == backend else {
            throw BenchError("the host waits with \(self.backend) and not \(backend)")
        }
    }

    /// Where the threads are.
    var placement: Placement { processors.isShared ? .oneCPU : .twoCPUs }

    /// How its host calls.
    var orders: [PhaseOrder] { PhaseOrder.all(onOne: processors.isShared) }

    /// Runs until threads have gone to sleep as often as that.
    func run(parks: UInt64, _ progress: (UInt64) -> Void) throws {
        let stolen = StolenTime(processors)
        repeat {
            for order in orders {
                let block = try self.block(order)
                calls.add(block)
                byOrder[order.description, default: PhaseBlock()].add(block)
                rounds.add(try plain.run(nanoseconds: block.wallNs / 4))
            }
            progress(calls.parks)
        } while calls.parks < parks
        stolenNs = stolen.nanoseconds
    }

    private func block(_ order: PhaseOrder) throws -> PhaseBlock {
        guard let line = try host.ask("\(order) \(order.callsPerBlock)", patience: Self.patience) else {
            let threads = ([host.processID] + plugins).map(ThreadList.description).joined(separator: "\n")
            host.kill()
            throw BenchError(
                """
                a wake-up was lost: no call has ended for \(Int(Self.patience)) s (\(backend), \(placement.rawValue), \
                \(order), after \(calls.parks) parks). The threads:
                \(threads)
                """)
        }
        return try PhaseBlock(line)
    }
}
