import ArchiveInterface
import Outboard
import OutboardSystem

/// What the tests serve to the plugin `Archive`: what a document holds, and how long it takes to read, its path says.
final class HostDocuments: Documents {
    @TaskLocal static var reader = ""

    private struct State {
        var readers: [String] = []
        var running = 0
        var mostRunning = 0
        var cancelled = 0
        var items: [Int] = []
        var received: [Int] = []
    }

    private let state = Locked(State())
    /// Opened when a document is asked for that takes for ever.
    let began = OneShot<Void>()

    init(sending items: [Int] = []) {
        state.withLock { $0.items = items }
    }

    /// Lets go what is deaf.
    let released = Locked<[CheckedContinuation<Void, Never>]>([])

    /// The value of the task-local that each reading saw.
    var readers: [String] { state.withLock { $0.readers } }
    /// How many were read at once.
    var mostRunning: Int { state.withLock { $0.mostRunning } }
    /// How many ended because they were cancelled.
    var cancelled: Int { state.withLock { $0.cancelled } }
    /// What the plugin has sent.
    var received: [Int] { state.withLock { $0.received } }

    struct OtherError: Error {}

    func read(path: String) async throws -> [UInt8] {
        state.withLock { state in
            state.readers.append(Self.reader)
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        switch path {
        case "missing": throw MissingDocument(path: path)
        case "broken": throw OtherError()
        case "never":
            began.fulfil(())
            do {
                try await Task.sleep(for: .seconds(600))
            } catch {
                state.withLock { $0.cancelled += 1 }
                throw error
            }
        case "deaf":
            await withCheckedContinuation { continuation in
                released.withLock { $0.append(continuation) }
                began.fulfil(())
            }
        case "late": try await Task.sleep(for: .milliseconds(300))
        default: await Task.yield()
        }
        if let count = Int(path) { return (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
        return Array(path.utf8)
    }

    func length(path: String) throws -> Int { path.count }

    func pull(atMost count: Int) async throws -> [Int] {
        state.withLock { state in
            defer { state.items.removeFirst(min(count, state.items.count)) }
            return Array(state.items.prefix(count))
        }
    }

    func push(_ items: [Int]) async throws {
        state.withLock { $0.received += items }
    }
}
