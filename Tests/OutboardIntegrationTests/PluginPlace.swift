import Glibc
import Logging
import Outboard
import OutboardTesting
import PatienceInterface
import Testing

/// Where the plugin of a test runs: what it sees of its calls is the same.
enum PluginPlace: CaseIterable, Sendable {
    case inProcess, process

    /// Runs a test with a client whose time-out only ends what hangs.
    func withClient(lanes: Int = 2, _ body: (PatienceClient) async throws -> Void) async throws {
        switch self {
        case .inProcess:
            let plugin = try InProcessPlugin(serving: PatienceDispatcher(PatientMethods()), lanes: lanes, slots: 4)
            defer { plugin.stop() }
            try await body(plugin.client(timeout: .seconds(60)))
        case .process:
            let options = PluginOptions.defaults {
                $0.logger = Probes.quiet.logger
                $0.lanes = lanes
                $0.callTimeout = .seconds(60)
            }
            try await withPlugin(at: Probes.folder + "/PatiencePlugin", options: options) { plugin in
                try await body(plugin.client())
            }
        }
    }

    /// Runs a call on a thread of its own: in a task it would hold up others.
    static func onThread<R: Sendable>(_ body: @escaping @Sendable () throws -> R) async throws -> R {
        try await withCheckedThrowingContinuation { continuation in
            Thread.start { continuation.resume(with: Result(catching: body)) }
        }
    }

    /// Waits until the plugin has begun and ended so many methods because of cancellation, and checks that it saw
    /// nothing wrong.
    static func expect(began: Int? = nil, cancelled: Int? = nil, _ client: PatienceClient) async throws {
        for _ in 0..<6000 {
            let counts = try await onThread { try client.counts() }
            #expect(counts[2] == 0)
            if began ?? counts[0] <= counts[0], cancelled ?? counts[1] <= counts[1] {
                #expect(cancelled ?? counts[1] == counts[1])
                return
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("the plugin has not noticed: \(try client.counts())")
    }
}

/// A thread for one closure.
private enum Thread {
    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().body()
                return nil
            }, Unmanaged.passRetained(Work(body)).toOpaque())
        pthread_detach(thread)
    }
}
