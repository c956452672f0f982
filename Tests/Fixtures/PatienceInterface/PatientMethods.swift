// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// What conformances ask for is documented where it is asked for.

internal import Glibc
internal import OutboardCore
internal import Synchronization

/// An implementation of `Patience`, for processes and for tests without one.
///
/// Loops that nobody cancels end after a minute and are not counted.
public final class PatientMethods: Patience {
    private let began = Atomic<Int>(0)
    private let cancelled = Atomic<Int>(0)
    private let wrong = Atomic<Int>(0)
    private let isReleased = Atomic<Bool>(false)

    public init() {}

    private func end(by isCancelled: () -> Bool) {
        began.add(1, ordering: .relaxed)
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if isCancelled() {
                cancelled.add(1, ordering: .relaxed)
                return
            }
        }
    }

    public func loop() throws {
        let call = CallContext.current
        end { call.isCancelled }
        do {
            try call.checkCancellation()
            wrong.add(1, ordering: .relaxed)
        } catch {}
    }

    public func compute() async throws {
        end { Task.isCancelled }
    }

    public func suspend() async throws {
        began.add(1, ordering: .relaxed)
        do {
            try await Task.sleep(for: .seconds(60))
        } catch is CancellationError {
            // The context knows what the task knows.
            if CallContext.current.isCancelled { cancelled.add(1, ordering: .relaxed) }
            throw CancellationError()
        }
    }

    public func watch() async throws {
        began.add(1, ordering: .relaxed)
        let limit = ContinuousClock.now + .seconds(60)
        while ContinuousClock.now < limit {
            if CallContext.current.isCancelled {
                cancelled.add(1, ordering: .relaxed)
                return
            }
            await Task.yield()
        }
    }

    public func ignore(milliseconds: Int) throws -> Bool {
        began.add(1, ordering: .relaxed)
        usleep(UInt32(milliseconds) * 1000)
        return CallContext.current.isCancelled
    }

    public func ignoreLater(milliseconds: Int) async throws -> Bool {
        began.add(1, ordering: .relaxed)
        // A task of its own is not cancelled with the call's.
        await Task.detached { try? await Task.sleep(for: .milliseconds(milliseconds)) }.value
        return CallContext.current.isCancelled
    }

    public func block() async throws {
        began.add(1, ordering: .relaxed)
        for _ in 0..<60_000 where !isReleased.load(ordering: .acquiring) { usleep(1000) }
    }

    public func release() throws {
        isReleased.store(true, ordering: .releasing)
    }

    public func leaveBehind() async throws {
        began.add(1, ordering: .relaxed)
        let call = CallContext.current
        Task {
            while !isReleased.load(ordering: .acquiring) {
                if call.isCancelled || CallContext.current.isCancelled { wrong.add(1, ordering: .relaxed) }
                await Task.yield()
            }
        }
    }

    public func echo(number: Int) throws -> [Int] {
        let before = CallContext.current.isCancelled
        return [number, before || CallContext.current.isCancelled ? 1 : 0]
    }

    public func echoLater(number: Int) async throws -> [Int] {
        let before = CallContext.current.isCancelled || Task.isCancelled
        await Task.yield()
        return [number, before || CallContext.current.isCancelled || Task.isCancelled ? 1 : 0]
    }

    public func timeLeft(ballast: [UInt8]) throws -> [Int64] { Self.timeLeft(CallContext.current) }

    public func timeLeftLater(ballast: [UInt8]) async throws -> [Int64] {
        await Task.yield()
        return Self.timeLeft(CallContext.current)
    }

    private static func timeLeft(_ call: CallContext) -> [Int64] {
        [call.timeLeft, call.deadline.map { SuspendingClock.now.duration(to: $0) }]
            .compactMap { $0.map { Int64(min($0 / .milliseconds(1), 1e15)) } }
    }

    public func counts() throws -> [Int] {
        [began.load(ordering: .relaxed), cancelled.load(ordering: .relaxed), wrong.load(ordering: .relaxed)]
    }
}
