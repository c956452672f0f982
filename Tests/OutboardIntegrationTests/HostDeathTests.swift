import Glibc
import OutboardSystem
import ProbeInterface
import Testing

extension Integration {
    @Suite("The host's death")
    struct HostDeathTests {
        @Test("kill -9 on the host takes its plugin down within a second", arguments: 0..<5)
        func killedHost(round: Int) async throws {
            let output = try Pipe()
            let plan = LaunchPlan(
                executable: Probes.folder + "/HostFixture", arguments: ["HostFixture", Probes.path],
                environment: ["SWIFT_BACKTRACE=enable=no"],
                descriptors: [(0, output.writeEnd.raw), (1, output.writeEnd.raw), (2, 2)])
            try LaunchThread.shared.start()
            let host = try LaunchThread.shared.run { Result { HeldProcess(try ChildProcess.launch(plan)) } }.get()
            let text = try await readLine(output.readEnd.raw)
            let plugin = try #require(Int32(text))
            #expect(kill(plugin, 0) == 0)
            // Open the plugin's process before the kill: its number may go to another one afterwards.
            let watched = "/proc/\(plugin)/stat"
            let started = Self.startTime(watched)
            #expect(started != nil)
            try await Task.sleep(for: .milliseconds(round * 13))
            // On a thread: a task may wait longer for its turn than the plugin lives.
            let took = try await PluginPlace.onThread {
                let clock = ContinuousClock.now
                _ = host.process.send(signal: SIGKILL)
                while Self.startTime(watched) == started, ContinuousClock.now - clock < .seconds(30) { usleep(2000) }
                return ContinuousClock.now - clock
            }
            #expect(took < .seconds(1), "the plugin outlived its host")
        }

        private final class HeldProcess: Sendable {
            let process: ProcessDescriptor

            init(_ process: consuming ProcessDescriptor) {
                self.process = process
            }
        }

        private func readLine(_ file: Int32) async throws -> String {
            var text: [UInt8] = []
            let clock = ContinuousClock.now
            while ContinuousClock.now - clock < .seconds(30) {
                var byte: UInt8 = 0
                if read(file, &byte, 1) == 1 {
                    if byte == UInt8(ascii: "\n") { return String(decoding: text, as: UTF8.self) }
                    text.append(byte)
                } else {
                    try await Task.sleep(for: .milliseconds(2))
                }
            }
            throw ProbeError(reason: "the host fixture said nothing")
        }

        /// When a process started, in clock ticks: with its number, what identifies it.
        ///
        /// Nothing if it is gone or a zombie.
        private static func startTime(_ path: String) -> String? {
            let text = Probes.read(path)
            guard let end = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: end)...].split(separator: " ")
            guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
            return String(fields[19])
        }
    }
}
