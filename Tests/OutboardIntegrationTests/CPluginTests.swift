import Glibc
import Outboard
import OutboardRing
import OutboardSystem
import Testing

@testable import OutboardCore

extension Integration {
    /// A plugin that was written in C from `docs/abi.md` is a plugin like any other.
    @Suite("A plugin written in C")
    struct CPluginTests {
        private static var path: String { Probes.folder + "/CPlugin" }

        private func withCalculator(
            _ options: PluginOptions = .defaults, _ body: (CalculatorClient, PluginHandle) async throws -> Void
        ) async throws {
            try await withPlugin(at: Self.path, options: options) { plugin in
                try await body(plugin.client(), plugin)
            }
        }

        /// How often callers have gone to sleep so far.
        private func parks(_ calculator: CalculatorClient) -> UInt64 {
            let segments = calculator.caller.binding.channel.parts.segments
            return (0..<segments.geometry.lanes).reduce(0) { $0 + segments.hostLane($1).control.parks }
        }

        /// Waits until a caller sleeps: its call is published then.
        private func waitForCall(_ calculator: CalculatorClient, after parks: UInt64) async throws {
            for _ in 0..<30_000 {
                guard self.parks(calculator) == parks else { break }
                try await Task.sleep(for: .milliseconds(2))
            }
        }

        /// The outcome of a call on another thread.
        private final class Outcome<T: Sendable>: Sendable {
            let result = Locked<Result<T, any Error>?>(nil)
        }

        /// Runs a call on a thread of its own: a blocked task could hold up the others.
        private func onThread<T: Sendable>(
            _ body: @escaping @Sendable () throws -> T
        ) async -> Result<T, any Error>? {
            let outcome = Outcome<T>()
            _ = await Probes.onThreadsLater(1) { _ in
                let result = Result { try body() }
                outcome.result.withLock { $0 = result }
                return 0
            }
            return outcome.result.withLock { $0 }
        }

        private func pattern(_ count: Int) -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: count) { buffer, initializedCount in
                for index in 0..<count { buffer[index] = UInt8(truncatingIfNeeded: index &* 31 &+ index >> 8) }
                initializedCount = count
            }
        }

        @Test func `it introduces itself`() async throws {
            try await withCalculator { _, plugin in
                #expect(plugin.name == "CPlugin")
                #expect(plugin.interfaces == [CalculatorClient.interface.signature])
            }
        }

        @Test(arguments: [WaitPolicy.adaptive, .spin, .park]) func `it answers under every policy`(
            _ policy: WaitPolicy
        ) async throws {
            try await withCalculator(.defaults { $0.waiting = policy }) { calculator, _ in
                for number in 0..<500 as Range<Int64> {
                    let sum = try calculator.add(number, -2)
                    #expect(sum == number - 2)
                }
                let (sum, quotient) = (try calculator.add(.max, .min), try calculator.divide(-7, by: 2))
                #expect(sum == -1 && quotient == -3)
            }
        }

        /// The payload is four bytes longer.
        ///
        /// The sizes lie on both sides of every boundary between classes: inline to 48,
        /// block to 4,096, bulk to 1 MiB, attachments beyond.
        @Test func `payloads of all classes go both ways`() async throws {
            try await withCalculator { calculator, _ in
                for count in [
                    0, 1, 44, 45, 48, 49, 4092, 4093, 4096, 4097, 1 << 20 - 4, 1 << 20 - 3, 1 << 20, 64 << 20, 0,
                ] {
                    let bytes = pattern(count)
                    let isSame = try calculator.echo(bytes: bytes) == bytes
                    #expect(isSame, "\(count) bytes")
                }
            }
        }

        @Test func `a deadline in the record shifts the payload`() async throws {
            try await withCalculator { calculator, _ in
                let calculator = calculator.deadline(in: .seconds(60))
                for count in [0, 36, 37, 44, 45, 4092, 4093, 1 << 20 - 3] {
                    let bytes = pattern(count)
                    let isSame = try calculator.echo(bytes: bytes) == bytes
                    #expect(isSame, "\(count) bytes")
                }
            }
        }

        @Test func `many calls at once share the lanes and the bulk areas`() async throws {
            try await withCalculator(.defaults { $0.lanes = 3 }) { calculator, _ in
                try await withThrowingTaskGroup(of: Bool.self) { group in
                    for index in 0..<150 {
                        let bytes = pattern([10, 3000, 100_000, 2 << 20][index % 4] + index)
                        group.addTask {
                            index % 3 == 0
                                ? try calculator.echo(bytes: bytes) == bytes
                                : try await calculator.echoSuspending(bytes: bytes) == bytes
                        }
                    }
                    for try await isSame in group { #expect(isSame) }
                }
            }
        }

        @Test func `it throws a declared error and an undeclared one`() async throws {
            try await withCalculator { calculator, _ in
                #expect(throws: DivisionByZero(message: "nothing can be divided by zero")) {
                    try calculator.divide(1, by: 0)
                }
                #expect(throws: RemoteError(typeName: "Overflow", message: "the quotient has no Int64")) {
                    try calculator.divide(.min, by: -1)
                }
                let quotient = try calculator.divide(6, by: 3)
                #expect(quotient == 2)
            }
        }

        @Test func `its death is the error of the call in flight`() async throws {
            try await withCalculator { calculator, plugin in
                #expect(try calculator.add(1, 1) == 2)
                StoppedProcess.stop(plugin.processID)
                let parks = parks(calculator)
                async let call = onThread { try calculator.add(2, 2) }
                try await waitForCall(calculator, after: parks)
                kill(plugin.processID, SIGKILL)
                let result = await call
                let lost = #expect(throws: OutboardError.self) { try result?.get() }
                #expect(lost?.code == .lost && lost?.mayHaveExecuted == true)
                #expect(lost?.message.contains("SIGKILL") == true)
                _ = try await plugin.waitUntilEnded()
                let notSent = #expect(throws: OutboardError.self) { try calculator.add(3, 3) }
                #expect(notSent?.code == .notSent)
            }
        }

        @Test(arguments: [5, 5000, 100_000, 4 << 20]) func `it finishes what was published before it was stopped`(
            _ count: Int
        ) async throws {
            let plugin = try await PluginHandle.start(at: Self.path)
            let calculator = try plugin.client(CalculatorClient.self)
            let bytes = pattern(count)
            StoppedProcess.stop(plugin.processID)
            let parks = parks(calculator)
            async let call = onThread { try calculator.echo(bytes: bytes) == bytes }
            try await waitForCall(calculator, after: parks)
            async let stopped: Void = plugin.stop()
            try await Task.sleep(for: .milliseconds(100))
            StoppedProcess.release(plugin.processID)
            let isSame = try await call?.get()
            #expect(isSame == true)
            await stopped
            #expect(plugin.fate?.message.contains("was stopped by the host") == true)
        }

        /// A call that gave up leaves a plugin that waits for a lease behind; the other lanes go on.
        @Test func `a caller that gave up holds nobody up`() async throws {
            try await withCalculator(.defaults { $0.lanes = 2 }) { calculator, plugin in
                StoppedProcess.stop(plugin.processID)
                let bytes = pattern(4 << 20)
                let error = #expect(throws: OutboardError.self) {
                    try calculator.timeout(.milliseconds(100)).echo(bytes: bytes)
                }
                #expect(error?.code == .timeout)
                StoppedProcess.release(plugin.processID)
                for number in 0..<100 as Range<Int64> { #expect(try calculator.add(number, 1) == number + 1) }
                let isSame = try calculator.echo(bytes: bytes) == bytes
                #expect(isSame)
                // Its wait for the lease lasts until the lane is used again, which a stop would wait for.
                plugin.kill()
            }
        }
    }
}
