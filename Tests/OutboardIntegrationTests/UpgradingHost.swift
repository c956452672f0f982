import Glibc
import Outboard
import OutboardSystem

/// A host that hands over or takes over, in a process of its own; killed and collected when the test lets go of it.
final class UpgradingHost: Sendable {
    private let held: HeldProcess
    private let output: OwnedDescriptor
    private let bytes = Locked<[UInt8]>([])

    /// Starts one.
    ///
    /// - Parameters:
    ///   - arguments: See `UpgradeHost`.
    ///   - socket: Becomes its descriptor 3.
    ///   - backend: What it waits with; by default what it chooses.
    /// - Throws: The step of the launch that failed.
    init(_ arguments: [String], socket: Int32? = nil, backend: String? = nil) throws {
        let pipe = try Pipe()
        let path = Probes.folder + "/UpgradeHost"
        // Its plugins are in a sandbox where those of the test are.
        let sandbox = PluginOptions.defaults.sandbox.level == .none ? "none" : ""
        let plan = LaunchPlan(
            executable: path, arguments: [path] + arguments,
            environment: [
                "SWIFT_BACKTRACE=enable=no", "OUTBOARD_WAIT_BACKEND=\(backend ?? "")", "OUTBOARD_SANDBOX=\(sandbox)",
            ],
            descriptors: [(0, pipe.writeEnd.raw), (1, pipe.writeEnd.raw), (2, 2)]
                + (socket.map { [(Int32(3), $0)] } ?? []))
        try LaunchThread.shared.start()
        held = try LaunchThread.shared.run { Result { HeldProcess(try ChildProcess.launch(plan)) } }.get()
        output = pipe.takeReadEnd()
    }

    deinit {
        kill()
        while held.process.reap() == nil { usleep(1000) }
    }

    private final class HeldProcess: Sendable {
        let process: ProcessDescriptor

        init(_ process: consuming ProcessDescriptor) {
            self.process = process
        }
    }

    /// The number of its process.
    var processID: Int32 { held.process.pid }

    /// Kills it.
    func kill() { held.process.send(signal: SIGKILL) }

    /// The lines that it has printed so far.
    var lines: [String] {
        let text = bytes.withLock { bytes in
            var buffer = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = read(output.raw, &buffer, buffer.count)
                guard count > 0 else { break }
                bytes += buffer.prefix(count)
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        return text.split(separator: "\n").map(String.init)
    }

    /// Waits for a line that begins so; its other words.
    func words(after start: String) async throws -> [String] {
        for _ in 0..<12_000 {
            if let line = lines.first(where: { $0.hasPrefix(start + " ") || $0 == start }) {
                return line.split(separator: " ").dropFirst(start.split(separator: " ").count).map(String.init)
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Missing(what: start, lines: lines.filter { !$0.hasPrefix("t") })
    }

    struct Missing: Error {
        var what: String
        var lines: [String]
    }

    /// Waits for its end.
    func ended() async throws -> ExitStatus? {
        for _ in 0..<12_000 {
            if let status = held.process.reap() { return status }
            // It would wait for room in its output.
            _ = lines
            try await Task.sleep(for: .milliseconds(10))
        }
        return nil
    }

    /// The numbers of the lines that begin so, in the order in which they were printed.
    func numbers(after start: String) -> [Int] {
        lines.compactMap { line -> Int? in
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 2, words[0] == start else { return nil }
            return Int(words[1])
        }
    }
}
