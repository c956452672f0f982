import Outboard
import OutboardTesting
import PatienceInterface
import Testing

extension Integration {
    /// What a method learns about a call that nobody waits for any more.
    @Suite("A call that is given up")
    struct CancellationTests {
        private func code(_ body: @escaping @Sendable () throws -> Void) async throws -> OutboardError.Code? {
            try await PluginPlace.onThread {
                do {
                    try body()
                    return nil
                } catch let error as OutboardError {
                    return error.code
                }
            }
        }

        @Test(arguments: PluginPlace.allCases) func `a synchronous method sees that its caller gave up`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                let byTimeout = try await code { try client.timeout(.milliseconds(30)).loop() }
                #expect(byTimeout == .timeout)
                try await PluginPlace.expect(cancelled: 1, client)
                let byDeadline = try await code { try client.deadline(in: .milliseconds(30)).loop() }
                #expect(byDeadline == .timeout)
                try await PluginPlace.expect(cancelled: 2, client)
                try await PluginPlace.onThread {
                    try client.caller.pipeline { pipeline in
                        for _ in 0..<3 { try pipeline.submit(0, byteCount: 0) { _ in } }
                    }
                }
                try await PluginPlace.expect(cancelled: 5, client)
                #expect(try client.echo(number: 7) == [7, 0])
            }
        }

        @Test(arguments: PluginPlace.allCases) func `an asynchronous method sees that its task was cancelled`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                var expected = 0
                let methods: [@Sendable (PatienceClient) async throws -> Void] = [
                    { try await $0.compute() }, { try await $0.suspend() }, { try await $0.watch() },
                ]
                for method in methods {
                    for round in 0..<3 {
                        expected += 1
                        if round == 0 {
                            let task = Task { try await method(client) }
                            try await PluginPlace.expect(began: expected, client)
                            task.cancel()
                            await #expect(throws: CancellationError.self) { try await task.value }
                        } else {
                            let limited =
                                round == 1 ? client.timeout(.milliseconds(30)) : client.deadline(in: .milliseconds(30))
                            let error = await #expect(throws: OutboardError.self) { try await method(limited) }
                            #expect(error?.code == .timeout)
                        }
                        try await PluginPlace.expect(cancelled: expected, client)
                    }
                }
                #expect(try await client.echoLater(number: 7) == [7, 0])
            }
        }

        @Test(arguments: PluginPlace.allCases) func `an asynchronous method that was called from a thread sees it too`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                for method in 1...3 as ClosedRange<UInt16> {
                    let code = try await code { try client.timeout(.milliseconds(30)).callVoid(method) }
                    #expect(code == .timeout)
                    try await PluginPlace.expect(cancelled: Int(method), client)
                }
            }
        }

        @Test(arguments: PluginPlace.allCases) func `a task is cancelled although its worker is busy`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                let suspended = Task { try await client.suspend() }
                try await PluginPlace.expect(began: 1, client)
                let blocking = Task { try await client.block() }
                try await PluginPlace.expect(began: 2, client)
                suspended.cancel()
                try await PluginPlace.expect(cancelled: 1, client)
                try client.release()
                try await blocking.value
            }
        }

        @Test(arguments: PluginPlace.allCases) func `a call that is given up before it begins begins as cancelled`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                let blocking = Task { try await client.block() }
                try await PluginPlace.expect(began: 1, client)
                let waiting = [Task { try await client.compute() }, Task { try await client.suspend() }]
                // Long enough for both to be sent; if not, they never begin.
                try await Task.sleep(for: .milliseconds(100))
                for task in waiting { task.cancel() }
                for task in waiting { await #expect(throws: CancellationError.self) { try await task.value } }
                try client.release()
                try await blocking.value
                try await PluginPlace.expect(began: 3, cancelled: 2, client)
            }
        }

        @Test func `a task that outlives its call is not told of other calls' ends`() async throws {
            // With four slots the place of the call is used again at once.
            try await PluginPlace.inProcess.withClient { client in
                for _ in 0..<4 { try await client.leaveBehind() }
                for round in 1...40 {
                    await #expect(throws: OutboardError.self) { try await client.timeout(.milliseconds(2)).suspend() }
                    // Those that were not sent in time did not begin.
                    if round % 10 == 0 { _ = try await PluginPlace.onThread { try client.counts() } }
                }
                try client.release()
                try await PluginPlace.expect(client)
            }
        }

        @Test(arguments: PluginPlace.allCases) func `the deadline is visible, a time-out is not`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                for count in [0, 30, 40, 1000, 100_000] {
                    let ballast = [UInt8](repeating: 1, count: count)
                    #expect(try client.timeLeft(ballast: ballast).isEmpty)
                    #expect(try await client.timeLeftLater(ballast: ballast).isEmpty)
                    let limited = client.deadline(in: .seconds(50))
                    for found in [
                        try limited.timeLeft(ballast: ballast), try await limited.timeLeftLater(ballast: ballast),
                    ] {
                        #expect(found.count == 2)
                        #expect(found.allSatisfy { (1000...50_000).contains($0) }, "\(found)")
                    }
                }
                let endless = try client.deadline(in: .seconds(Int64.max)).timeLeft(ballast: [])
                #expect(endless.count == 2)
            }
        }

        @Test func `outside of a call nothing is cancelled`() async throws {
            #expect(!CallContext.current.isCancelled)
            #expect(CallContext.current.deadline == nil && CallContext.current.timeLeft == nil)
            try CallContext.current.checkCancellation()
            #expect(try PatientMethods().echo(number: 1) == [1, 0])
            #expect(try await PatientMethods().echoLater(number: 1) == [1, 0])
        }

        @Test(arguments: PluginPlace.allCases) func `cancellation that races with answers ends each call once`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                var found: [String: Int] = [:]
                for round in 0..<500 {
                    let tasks = (0..<20).map { number in
                        Task { () -> String in
                            do {
                                // A value says that nobody had given up when it was made.
                                let isRight = try await client.echoLater(number: number) == [number, 0]
                                return isRight ? "value" : "wrong value"
                            } catch {
                                return "\(type(of: error))"
                            }
                        }
                    }
                    for _ in 0..<(round % 50) { await Task.yield() }
                    for task in tasks { task.cancel() }
                    for task in tasks { found[await task.value, default: 0] += 1 }
                    let next = try await client.echoLater(number: round)
                    #expect(next == [round, 0])
                }
                #expect(found["value", default: 0] + found["CancellationError", default: 0] == 10_000, "\(found)")
                #expect(found.count == 2, "\(found)")
            }
        }

        @Test(arguments: PluginPlace.allCases) func `time-outs that race with answers leave no trace`(
            _ place: PluginPlace
        ) async throws {
            try await place.withClient { client in
                let found = try await PluginPlace.onThread { () -> [String: Int] in
                    var found: [String: Int] = [:]
                    for number in 0..<5000 {
                        let limited = client.timeout(.microseconds(number % 60))
                        do {
                            let isRight = try limited.echo(number: number) == [number, 0]
                            found[isRight ? "value" : "wrong", default: 0] += 1
                        } catch let error as OutboardError {
                            found["\(error.code)", default: 0] += 1
                        }
                    }
                    return found
                }
                #expect(found["wrong"] == nil)
                #expect(found.keys.allSatisfy { ["value", "timeout", "busy"].contains($0) }, "\(found)")
                // Until the plugin has answered what was left behind, all places may be taken.
                var number = 0
                while number < 500 {
                    do {
                        let answer = try client.echo(number: number)
                        #expect(answer == [number, 0])
                        number += 1
                    } catch let error as OutboardError where error.code == .busy {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                }
            }
        }

        @Test func `what runs in this process is cancelled when the plugin stops`() async throws {
            let methods = PatientMethods()
            let plugin = try InProcessPlugin(serving: PatienceDispatcher(methods), slots: 4)
            let client = try plugin.client(PatienceClient.self, timeout: .seconds(60))
            var tasks = [
                Task { try await client.suspend() }, Task { try await client.watch() },
                Task { try await PluginPlace.onThread { try client.loop() } },
                Task { try await PluginPlace.onThread { try client.callVoid(2) } },
            ]
            while try methods.counts()[0] < 4 { try await Task.sleep(for: .milliseconds(1)) }
            // The last, because it holds its worker.
            tasks.append(Task { try await client.compute() })
            while try methods.counts()[0] < 5 { try await Task.sleep(for: .milliseconds(1)) }
            plugin.stop()
            for task in tasks {
                let error = await #expect(throws: OutboardError.self) { try await task.value }
                #expect(error?.code == .lost)
            }
            for _ in 0..<6000 {
                guard try methods.counts()[1] < 5 else { break }
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try methods.counts() == [5, 5, 0])
        }
    }
}
