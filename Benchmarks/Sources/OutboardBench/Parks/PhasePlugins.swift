internal import BenchInterface
internal import Outboard

/// Two plugins that answer at random moments, and how they are called.
final class PhasePlugins: Sendable {
    private let handles: [PluginHandle]
    /// A client of each.
    let clients: [PhaseClient]
    /// Both.
    let group: PluginGroup<PhaseClient>
    /// What passes before each call, and in each.
    let phase: RandomPhase

    /// Starts them.
    init(polling: Bool) throws {
        phase = polling ? .long : .short
        let program = try BenchPair.program()
        let handles = try (0..<2).map { _ in
            try PluginHandle.startBlocking(
                at: program, configuration: polling,
                options: .defaults { options in
                    options.arguments = ["phases"]
                    options.sandbox = BenchPair.sandbox
                    options.lanes = 1
                    options.waiting = polling ? .adaptive : .park
                })
        }
        self.handles = handles
        clients = try handles.map { try $0.client(PhaseClient.self) }
        group = try PluginGroup(clients)
    }

    /// Sends the workers to a processor.
    func pinWorkers(to processor: Int) throws {
        let processor = Int32(clamping: processor)
        for client in clients { try client.pin(to: processor) }
        let clients = clients
        try TaskOutcome.wait { for client in clients { try await client.pinLater(to: processor) } }
    }

    /// Ends them.
    func stop() {
        for handle in handles { handle.stopBlocking() }
    }

    /// Their processes.
    var processIDs: [Int32] { handles.map(\.processID) }
    /// What their host waits with.
    var backend: String { handles.first?.waitBackend.rawValue ?? "" }
}
