import Glibc
import OutboardSystem
import SystemPackage
import Testing

/// What a thread may use while it waits, and where it is: on threads of their own, because affinity belongs to threads.
@Suite(.enabled(if: UsableProcessors.affinity().count > 1, "needs two processors"))
struct ProcessorStayTests {
    /// What a thread was allowed during its waits, and after the last one.
    private struct Seen: Sendable, Equatable {
        var during: [[Int]] = []
        var after: [Int] = []
    }

    private static let all = UsableProcessors.affinity()

    @Test func `a thread that is elsewhere goes there, and is free again afterwards`() throws {
        let seen = try onThread {
            var stay = ProcessorStay()
            var seen = Seen()
            try UsableProcessors.pin(currentThreadTo: Self.all[0])
            try UsableProcessors.restrict(currentThreadTo: Self.all)
            stay.stay(on: Int32(Self.all[1])) { seen.during.append(UsableProcessors.affinity()) }
            seen.after = UsableProcessors.affinity()
            return seen
        }
        #expect(seen == Seen(during: [[Self.all[1]]], after: Self.all))
    }

    @Test func `a thread is held only once it was moved, and not for ever`() throws {
        let isRight = try onThread {
            // The scheduler may move the thread between two lines: some run must be undisturbed.
            for _ in 0..<1000 where try Self.isHeldOnceMoved() { return true }
            return false
        }
        #expect(isRight)
    }

    private static func isHeldOnceMoved() throws(Errno) -> Bool {
        var stay = ProcessorStay()
        var during: [[Int]] = []
        try UsableProcessors.pin(currentThreadTo: all[0])
        try UsableProcessors.restrict(currentThreadTo: all)
        let here = Int32(all[0])
        stay.stay(on: here) { during.append(UsableProcessors.affinity()) }
        // As a scheduler that prefers another processor.
        stay.stay(on: here) {
            during.append(UsableProcessors.affinity())
            try? UsableProcessors.pin(currentThreadTo: all[1])
            try? UsableProcessors.restrict(currentThreadTo: all)
        }
        try UsableProcessors.pin(currentThreadTo: all[0])
        try UsableProcessors.restrict(currentThreadTo: all)
        stay.stay(on: here) { during.append(UsableProcessors.affinity()) }
        usleep(2000)
        stay.stay(on: here) { during.append(UsableProcessors.affinity()) }
        return during == [all, all, [all[0]], all]
    }

    @Test func `a processor that is not there changes nothing`() throws {
        let seen = try onThread {
            var stay = ProcessorStay()
            var seen = Seen()
            for processor: Int32 in [8191, .max] {
                stay.stay(on: processor) { seen.during.append(UsableProcessors.affinity()) }
            }
            seen.after = UsableProcessors.affinity()
            return seen
        }
        #expect(seen == Seen(during: [Self.all, Self.all], after: Self.all))
    }

    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) throws -> Result {
        let box = OneShot<Swift.Result<Result, any Error>>()
        try DedicatedThread.start(named: "stay") { box.fulfil(Swift.Result(catching: body)) }
        return try #require(box.wait(timeoutNanoseconds: 10_000_000_000)).get()
    }
}
