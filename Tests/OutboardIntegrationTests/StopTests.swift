import Outboard
import ProbeInterface
import Testing

extension Integration {
    @Suite("Stopping")
    struct StopTests {
        @Test("Many threads and tasks stop a plugin at once while others call it")
        func manyStop() async throws {
            for round in 0..<10 {
                let plugin = try PluginHandle.startBlocking(
                    at: Probes.path, configuration: ProbeConfiguration(), options: Probes.quiet)
                let probe = try plugin.client(ProbeClient.self)
                async let tasks = withTaskGroup(of: Bool.self) { group in
                    for number in 0..<40 {
                        group.addTask {
                            do {
                                return try await probe.echoLater("\(number)", milliseconds: number % 5) == "\(number)"
                            } catch {
                                return Self.isExpected(error)
                            }
                        }
                    }
                    return await group.reduce(into: 0) { $0 += $1 ? 0 : 1 }
                }
                async let stopping: Void = withTaskGroup(of: Void.self) { group in
                    for _ in 0..<4 { group.addTask { await plugin.stop() } }
                }
                let wrong = await Probes.onThreadsLater(12) { thread in
                    if thread % 3 == 0 {
                        plugin.stopBlocking()
                        // Whoever stops it finds it gone.
                        return plugin.isRunning || plugin.fate == nil ? 1 : 0
                    }
                    if thread == 1, round % 2 == 1 { plugin.kill() }
                    for value in 0..<100_000 {
                        do {
                            if try probe.sum(value, thread) != value + thread { return 1 }
                        } catch {
                            return Self.isExpected(error) ? 0 : 1
                        }
                    }
                    return 1
                }
                #expect(wrong == 0)
                #expect(await tasks == 0)
                await stopping
                #expect(plugin.fate?.message.contains("was stopped by the host") == true, "\(plugin.fate as Any)")
            }
        }

        /// How calls end that meet a stop: not sent, or lost where the process was killed.
        private static func isExpected(_ error: any Error) -> Bool {
            let code = (error as? OutboardError)?.code
            return code == .notSent || code == .lost
        }
    }
}
