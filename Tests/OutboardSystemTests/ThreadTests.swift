import Glibc
import OutboardSystem
import SystemPackage
import Testing

@Suite struct ThreadTests {
    @Test func `a dedicated thread has its name and its signal mask`() throws {
        for blocksSignals in [false, true] {
            let box = OneShot<[String]>()
            try DedicatedThread.start(named: "outboard-test-long-name", blockingSignals: blocksSignals) {
                box.fulfil(OpenFile.lines(of: "/proc/thread-self/status"))
            }
            let lines = try #require(box.wait(timeoutNanoseconds: 10_000_000_000))
            #expect(lines.contains("Name:\toutboard-test-l"))
            let blocked = try #require(blockedSignals(lines))
            let inherited = try #require(blockedSignals(OpenFile.lines(of: "/proc/thread-self/status")))
            let term: UInt64 = 1 << 14
            let fault: UInt64 = 1 << 10
            #expect(blocked & term == (blocksSignals ? term : inherited & term))
            #expect(blocked & fault == (blocksSignals ? 0 : inherited & fault))
        }
    }

    @Test func `a thread that cannot start is an error`() {
        #expect(throws: Errno.self) {
            try DedicatedThread.start(named: "too big", stackByteCount: 1 << 46) {}
        }
        #expect(throws: Errno.self) {
            try DedicatedThread.start(named: "negative", stackByteCount: -1) {}
        }
    }

    @Test func `the launch thread runs everything, in order, itself`() throws {
        try LaunchThread.shared.start()
        let name = LaunchThread.shared.run { OpenFile.lines(of: "/proc/thread-self/comm") }
        #expect(name == ["outboard-launch"])
        let one = LaunchThread.shared.run { pthread_self() }
        let other = LaunchThread.shared.run { LaunchThread.shared.run { pthread_self() } }
        #expect(pthread_equal(one, other) != 0)
        #expect(LaunchThread.shared.run { LaunchThread.shared.isCurrent })
        #expect(!LaunchThread.shared.isCurrent)

        let order = Order()
        for number in 0..<100 {
            LaunchThread.shared.submit { order.append(number) }
        }
        #expect(LaunchThread.shared.run { order.numbers } == Array(0..<100))
    }

    @Test func `a one-shot box hands over one value`() throws {
        let box = OneShot<Int>()
        let start = MonotonicClock.now()
        #expect(box.wait(timeoutNanoseconds: 5_000_000) == nil)
        #expect(MonotonicClock.now() - start >= 5_000_000)
        #expect(box.wait(timeoutNanoseconds: 0) == nil)
        try DedicatedThread.start(named: "fulfiller") {
            usleep(10_000)
            box.fulfil(1)
        }
        #expect(box.wait(timeoutNanoseconds: .max) == 1)
        #expect(!box.fulfil(2))
        #expect(box.wait() == 1)
    }

    @Test func `a one-shot box serves many who wait`() throws {
        for _ in 0..<50 {
            let box = OneShot<Int>()
            let results = (0..<4).map { _ in OneShot<Int>() }
            for result in results {
                try DedicatedThread.start(named: "waiter") {
                    result.fulfil(box.wait() ?? -1)
                }
            }
            box.fulfil(7)
            #expect(results.allSatisfy { $0.wait(timeoutNanoseconds: 10_000_000_000) == 7 })
        }
    }

    private func blockedSignals(_ status: [String]) -> UInt64? {
        let text = status.first { $0.hasPrefix("SigBlk:") }?.split(separator: "\t").last
        return text.flatMap { UInt64($0, radix: 16) }
    }
}

/// Numbers that only the launch thread touches.
private final class Order: @unchecked Sendable {
    private(set) var numbers: [Int] = []

    func append(_ number: Int) {
        numbers.append(number)
    }
}
