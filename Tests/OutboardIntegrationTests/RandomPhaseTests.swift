import Outboard
import OutboardSystem
import ProbeInterface
import TestLoad
import Testing

extension Integration {
    /// A few of what `outboard-bench parks` does by the million.
    ///
    /// Both sides sleep at once, and publish at moments that are random relative to the other's going to sleep. A wake-up
    /// that is lost never comes, so that its call times out.
    @Suite("Waking up at random moments", .timeLimit(.minutes(5)))
    struct RandomPhaseTests {
        private static let count = TestLoad.scaled(3000)

        @Test("Callers and workers find each other")
        func calls() throws {
            try Self.withProbe { probe in
                let failures = Probes.onThreads(1) { _ in
                    for _ in 0..<Self.count {
                        let bytes = Self.bytes()
                        Self.pass()
                        guard (try? probe.checksum(bytes: bytes)) == Probes.checksum(bytes) else { return 1 }
                    }
                    return 0
                }
                #expect(failures == 0)
            }
        }

        @Test("Workers and the waiting thread find each other")
        func tasks() async throws {
            let plugin = try await PluginHandle.start(
                at: Probes.path, configuration: ProbeConfiguration(), options: Self.options)
            let caller = try plugin.client(ProbeClient.self).timeout(.seconds(60)).caller
            for _ in 0..<Self.count {
                let number = Int.random(in: 0..<1000)
                Self.pass()
                let sum = try await caller.callAsync(2, byteCount: 16) { writer in
                    number.encode(into: &writer)
                    1.encode(into: &writer)
                } decode: { (reader: inout WireReader) throws(WireError) in
                    try reader.next(Int.self)
                }
                #expect(sum == number + 1)
            }
            await plugin.stop()
        }

        @Test("A caller of two plugins finds both")
        func groups() throws {
            try Self.withProbe { first in
                try Self.withProbe { second in
                    let group = try PluginGroup([first, second])
                    let failures = Probes.onThreads(1) { _ in
                        for _ in 0..<Self.count {
                            let number = Int.random(in: 0..<1000)
                            Self.pass()
                            let sums = group.all(ProbeClient.Call.sum(number, 1)).map { try? $0.get() }
                            guard sums == [number + 1, number + 1] else { return 1 }
                        }
                        return 0
                    }
                    #expect(failures == 0)
                }
            }
        }

        // MARK: Both sides

        private static var options: PluginOptions {
            var options = Probes.quiet
            options.waiting = .park
            return options
        }

        private static func withProbe(_ body: (ProbeClient) throws -> Void) throws {
            let plugin = try PluginHandle.startBlocking(
                at: Probes.path, configuration: ProbeConfiguration(), options: options)
            defer { plugin.stopBlocking() }
            try body(try plugin.client(ProbeClient.self).timeout(.seconds(60)))
        }

        /// Up to as many as fit into a block: the method takes a random time of a few microseconds.
        private static func bytes() -> [UInt8] {
            [UInt8](repeating: .random(in: 0...255), count: .random(in: 0..<4000))
        }

        /// Computes for a random time, mostly as long as a thread takes to go to sleep.
        private static func pass() {
            let longest: UInt64 = .random(in: 0..<8) == 0 ? 60_000 : 8_000
            let end = MonotonicClock.now() + .random(in: 0..<longest)
            while MonotonicClock.now() < end {}
        }
    }
}
