import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct UsableProcessorsTests {
    @Test func `counts what the thread may run on`() throws {
        // Threads of their own, because affinity belongs to threads and those of the pool are shared.
        let all = try onThread { UsableProcessors.affinity() }
        #expect(!all.isEmpty)
        let last = try #require(all.last)
        let pinned = try onThread { () -> [Int] in
            do throws(Errno) {
                try UsableProcessors.pin(currentThreadTo: last)
            } catch {
                return []
            }
            return [UsableProcessors.count()] + UsableProcessors.affinity()
        }
        #expect(pinned == [1, last])
        let count = try onThread { UsableProcessors.count() }
        #expect(count >= 1 && count <= all.count)
    }

    @Test func `refuses processors that are not there`() throws {
        for processor in [-1, 8191, 8192, Int.max] {
            let error = try onThread { () -> Errno? in
                do throws(Errno) {
                    try UsableProcessors.pin(currentThreadTo: processor)
                    return nil
                } catch {
                    return error
                }
            }
            #expect(error == .invalidArgument)
        }
        #expect(throws: Errno.invalidArgument) { try UsableProcessors.restrict(currentThreadTo: []) }
    }

    private func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) throws -> Result {
        let box = OneShot<Result>()
        try DedicatedThread.start(named: "affinity") { box.fulfil(body()) }
        return try #require(box.wait(timeoutNanoseconds: 10_000_000_000))
    }
}
