import Testing

@testable import Outboard

@Suite("A value that becomes known once")
struct CompletionTests {
    @Test("A task that is cancelled waits no longer, before and after it began to; others still get the value")
    func cancelled() async throws {
        let completion = Completion<Int>()
        // A task that goes on waiting gets the value in the end, for the test to fail instead of waiting for ever.
        let patience = Task {
            try await Task.sleep(for: .seconds(30))
            completion.fulfil(7)
        }
        defer { patience.cancel() }
        let other = Task { try await completion.getUnlessCancelled() }
        let early = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await completion.getUnlessCancelled()
        }
        await #expect(throws: CancellationError.self) { _ = try await early.value }
        let late = Task { try await completion.getUnlessCancelled() }
        try await Task.sleep(for: .milliseconds(20))
        late.cancel()
        await #expect(throws: CancellationError.self) { _ = try await late.value }
        completion.fulfil(7)
        #expect(try await other.value == 7)
        // What is known, a cancelled task gets as well.
        let known = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await completion.getUnlessCancelled()
        }
        #expect(try await known.value == 7)
    }

    @Test("Where a cancellation meets the value, each task goes on exactly once")
    func races() async {
        for round in 0..<300 {
            let completion = Completion<Int>()
            let tasks = (0..<8).map { _ in Task { try? await completion.getUnlessCancelled() } }
            if round % 3 == 0 { await Task.yield() }
            async let fulfilled: Void = { completion.fulfil(round) }()
            for task in tasks.shuffled() { task.cancel() }
            await fulfilled
            for task in tasks {
                let value = await task.value
                #expect(value == nil || value == round)
            }
        }
    }
}
