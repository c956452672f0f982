import Glibc
import OutboardCore
import OutboardTesting
import ProbeInterface

/// A probe inside this process; negative times mean: until the gate opens.
struct LocalProbe: Probe {
    struct Undeclared: Error, CustomStringConvertible {
        var description: String { "not declared: 🦊" }
    }

    let gate: Gate

    init(gate: Gate = Gate()) {
        self.gate = gate
    }

    func null() throws {}

    func echo(bytes: [UInt8]) throws -> [UInt8] { bytes }

    func sum(_ first: Int, _ second: Int) throws -> Int { first &+ second }

    func fail(reason: String) throws { throw ProbeError(reason: reason) }

    func failUndeclared() throws { throw Undeclared() }

    func end(_ how: ProbeEnd) throws { throw ProbeError(reason: "\(how)") }

    func sleep(milliseconds: Int) throws {
        if milliseconds < 0 { gate.pass() } else { usleep(UInt32(milliseconds) * 1000) }
    }

    func make(byteCount: Int) throws -> [UInt8] { Self.bytes(byteCount) }

    func checksum(bytes: [UInt8]) throws -> UInt64 { Self.checksum(bytes) }

    func descriptors() throws -> [Int32: String] { [-1: "minus one", 0: "", .max: "🦊"] }

    func environment() throws -> [String: String] { ["": "empty", "A": "1", "B": ""] }

    func write(stdout: String, stderr: String) throws {
        if stdout != "out" || stderr != "err" { throw ProbeError(reason: "\(stdout) \(stderr)") }
    }

    func echoLater(_ text: String, milliseconds: Int) async throws -> String {
        if milliseconds < 0 {
            await gate.passSuspended()
        } else if milliseconds > 0 {
            try await Task.sleep(for: .milliseconds(milliseconds))
        }
        return text
    }

    func failLater(milliseconds: Int) async throws {
        _ = try await echoLater("", milliseconds: milliseconds)
        throw ProbeError(reason: "later")
    }

    func attackDescriptors() throws -> [String] { [] }

    /// Bytes that differ from their neighbours, `byteCount` of them.
    static func bytes(_ byteCount: Int, seed: Int = 0) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: max(1, byteCount)) { buffer, count in
            for index in 0..<byteCount {
                buffer[index] = UInt8(truncatingIfNeeded: (index &+ seed) &* 31 &+ index >> 8)
            }
            count = byteCount
        }
    }

    /// FNV-1a.
    static func checksum(_ bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBufferPointer { buffer in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in buffer { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
            return hash
        }
    }
}

/// A probe behind rings, in this process.
struct ProbePair {
    let gate = Gate()
    let plugin: InProcessPlugin<ProbeDispatcher<LocalProbe>>
    let probe: ProbeClient

    /// Time-outs are wide: they only end tests that hang.
    init(
        lanes: Int = 2, slots: Int = 64, blockBytes: Int = 4096, bulkBytes: Int = 1 << 20,
        waiting: WaitPolicy = .adaptive, maximumPayloadBytes: Int = 1 << 30, timeout: Duration? = Patience.duration
    ) throws {
        plugin = try InProcessPlugin(
            serving: ProbeDispatcher(LocalProbe(gate: gate)), lanes: lanes, slots: slots, blockBytes: blockBytes,
            bulkBytes: bulkBytes, waiting: waiting, maximumPayloadBytes: maximumPayloadBytes)
        probe = try plugin.client(ProbeClient.self, timeout: timeout)
    }

    /// Lets waiting methods go and ends the pair.
    func end() {
        gate.open()
        plugin.stop()
    }

    /// Checks that calls of all kinds still work.
    func expectUsable() async throws {
        let probe = self.probe
        try await Threads.run {
            // Calls that were given up may still wait for a worker that has no processor.
            for _ in 0..<Patience.seconds * 100 {
                guard Caught.error({ try probe.null() })?.code == .busy else { break }
                Threads.sleep(milliseconds: 10)
            }
            try probe.null()
            _ = try probe.sum(1, 2)
            let bytes = LocalProbe.bytes(300)
            if try probe.echo(bytes: bytes) != bytes { throw ProbeError(reason: "wrong bytes") }
        }
        if try await probe.echoLater("again", milliseconds: 0) != "again" { throw ProbeError(reason: "wrong text") }
    }
}
