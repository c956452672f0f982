import Glibc
import OutboardCore
import OutboardSystem
import SystemPackage
import Testing

@testable import Outboard
@testable import OutboardUntrusted

/// What one host tells the next about a plugin.
@Suite("The record of a handover")
struct HandoverRecordTests {
    private static var full: HandoverRecord {
        var sandbox = SandboxReport(
            level: .baseline, applied: [.files, .systemCalls], missing: [.tcp: "needs Linux 6.7"],
            grants: [.read("/etc/hosts"), .network], landlockVersion: 5)
        sandbox.refusedCapabilities = ["read:/srv"]
        sandbox.readyCallCount = 61
        return HandoverRecord(
            name: "shelf", path: "/usr/lib/app/shelf", processID: 4711, leadsGroup: true, hasLog: true,
            endsWithProcess: true, attachment: AttachReport(processID: 4711, userID: 1000, isExact: true),
            sandbox: sandbox, watched: UsageLimits(threads: 20, processors: 0.5), instances: [1, 3], nextInstance: 4,
            stdout: Array("half a li".utf8), stderr: [0, 255],
            supervision: SupervisionRecord(
                configuration: [1, 2, 3], instances: [[4], []], generation: 7,
                restarts: RestartLedger.Past(recent: [2_000_000_000, 5], ready: 3, attempt: 2, restarts: 6),
                program: [1, -2, 3, 4, 5, 6, 7]))
    }

    private static var bare: HandoverRecord {
        let sandbox = SandboxReport(level: .none, applied: [], missing: [:], grants: [], landlockVersion: nil)
        return HandoverRecord(
            name: "", path: "", processID: 2, leadsGroup: false, hasLog: false, endsWithProcess: false,
            attachment: nil, sandbox: sandbox, watched: UsageLimits(), instances: [], nextInstance: 1, stdout: [],
            stderr: [])
    }

    /// Numbers that look random and are the same in each run.
    private struct Noise {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }

        mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
    }

    // MARK: Its bytes

    @Test func `a record survives its bytes`() throws {
        for record in [Self.full, Self.bare] {
            let found = try HandoverRecord(wireBytes: record.wireBytes)
            #expect(found.wireBytes == record.wireBytes)
            #expect(found.name == record.name && found.path == record.path && found.processID == record.processID)
            #expect(found.leadsGroup == record.leadsGroup && found.hasLog == record.hasLog)
            #expect(found.endsWithProcess == record.endsWithProcess && found.attachment == record.attachment)
            #expect(found.sandbox == record.sandbox && found.watched == record.watched)
            #expect(found.instances == record.instances && found.nextInstance == record.nextInstance)
            #expect(found.stdout == record.stdout && found.stderr == record.stderr)
            #expect(found.supervision == record.supervision)
        }
    }

    @Test func `one that was cut anywhere is an error`() {
        for record in [Self.full, Self.bare] {
            let bytes = record.wireBytes
            for count in bytes.indices {
                #expect(throws: WireError.self) { try HandoverRecord(wireBytes: Array(bytes.prefix(count))) }
            }
        }
    }

    @Test func `one of no version is an error, and what a later version adds is passed over`() throws {
        var record = Self.full
        #expect(throws: WireError.self) { try HandoverRecord(wireBytes: record.wireBytes + [0]) }
        record.version = 0
        #expect(throws: WireError.self) { try HandoverRecord(wireBytes: record.wireBytes) }
        record.version = HandoverRecord.ownVersion + 1
        #expect(try HandoverRecord(wireBytes: record.wireBytes + [1, 2, 3]).name == "shelf")
        #expect(throws: WireError.self) { try HandoverRecord(wireBytes: Array(record.wireBytes.dropLast())) }
    }

    @Test func `what an older version does not tell has its default`() throws {
        var record = Self.full
        record.supervision = nil
        record.version = 1
        // Nothing, in one byte, is what the second version added.
        let bytes = Array(record.wireBytes.dropLast())
        let found = try HandoverRecord(wireBytes: bytes)
        #expect(found.version == 1 && found.supervision == nil && found.stderr == record.stderr)
        #expect(throws: WireError.self) { try HandoverRecord(wireBytes: record.wireBytes) }
        #expect(throws: WireError.self) { try HandoverRecord(wireBytes: Array(bytes.dropLast())) }
    }

    @Test func `a number that is no plugin's is an error`() {
        for number: Int32 in [1, 0, -1, .min] {
            var record = Self.bare
            record.processID = number
            #expect(throws: WireError.self) { try HandoverRecord(wireBytes: record.wireBytes) }
        }
    }

    @Test func `counts that cannot be counted on are an error`() throws {
        let paths: [WritableKeyPath<SupervisionRecord, Int>] = [\.generation, \.restarts.attempt, \.restarts.restarts]
        for path in paths {
            for count in [-1, .min, .max, 1 << 32] {
                var record = Self.full
                record.supervision?[keyPath: path] = count
                #expect(throws: WireError.self) { try HandoverRecord(wireBytes: record.wireBytes) }
            }
        }
        #expect(ProgramFile(numbers: []) == nil && ProgramFile(numbers: [1, 2, 3, 4, 5, 6]) == nil)
        let file = try #require(ProgramFile("/proc/self/exe"))
        #expect(ProgramFile(numbers: file.numbers) == file)
    }

    @Test func `any bytes are a record or an error`() {
        var noise = Noise(state: 31)
        for _ in 0..<20_000 {
            let bytes = noise.bytes(Int(noise.next() % 200))
            if let record = try? HandoverRecord(wireBytes: bytes) { #expect(record.processID > 1) }
        }
        // Those that are nearly right get further.
        let right = Self.full.wireBytes
        for index in right.indices {
            for _ in 0..<40 {
                var bytes = right
                bytes[index] = UInt8(truncatingIfNeeded: noise.next())
                bytes[Int(noise.next()) % bytes.count] ^= 1 << UInt8(noise.next() % 8)
                if let record = try? HandoverRecord(wireBytes: bytes) { #expect(record.processID > 1) }
            }
        }
    }

    // MARK: Its way

    /// Descriptors that stand for a plugin as well as any.
    private static func files() throws -> HandoverFiles {
        func descriptor() throws -> OwnedDescriptor { try Pipe().takeReadEnd() }
        return HandoverFiles(
            process: try descriptor(), stdout: try descriptor(), stderr: try descriptor(),
            connection: ControlSocket(adopting: try descriptor()))
    }

    @Test func `what was packed is unpacked, however large`() throws {
        for count in [0, 100_000, 5_000_000] {
            var record = Self.full
            record.stdout = [UInt8](repeating: 7, count: count)
            let packed = ControlSocket(adopting: try Self.files().pack(record))
            let (_, found) = try HandoverFiles.unpack(packed)
            #expect(found.stdout == record.stdout && found.name == "shelf")
            // It counts once.
            #expect(throws: (any Error).self) { _ = try HandoverFiles.unpack(packed) }
        }
    }

    /// What is said about messages that did not come from a host.
    private static func complaint(_ send: (borrowing ControlSocket) throws -> Void) throws -> String {
        try ControlSocket.pair().split { (sender, receiver) throws -> String in
            try send(sender)
            do {
                _ = try HandoverFiles.unpack(receiver)
                return ""
            } catch {
                return "\(error)"
            }
        }
    }

    @Test func `what is not all there, is too large or is something else is an error`() throws {
        let pipe = try Pipe()
        func sheet(_ byteCount: Int) throws -> OwnedDescriptor {
            let file = try Memfd(name: "record", byteCount: byteCount)
            return OwnedDescriptor(adopting: dup(file.raw))
        }
        func handover(_ socket: borrowing ControlSocket, _ raw: Int32?) throws {
            try socket.send(ControlMessage(kind: .handover), file: raw, blocking: false)
        }
        #expect(try Self.complaint { _ in } != "")
        #expect(try Self.complaint { try handover($0, nil) }.contains("did not arrive"))
        #expect(try Self.complaint { try handover($0, pipe.readEnd.raw) }.contains("cannot be read"))
        let large = try sheet(HandoverRecord.maximumByteCount + 1)
        #expect(try Self.complaint { try handover($0, large.raw) }.contains("has more than"))
        let zeros = try sheet(1000)
        #expect(try Self.complaint { try handover($0, zeros.raw) }.contains("version of 0"))
        let right = try Attachment(holding: Self.full.wireBytes)
        #expect(try Self.complaint { try handover($0, right.file.raw) }.contains("not all of its descriptors"))
        let others = try Self.complaint { socket in
            for number: Int32 in [0, 1, 2, 3, 4, -1, .max] {
                try socket.send(
                    ControlMessage(kind: .descriptor, encoding: number), file: pipe.readEnd.raw, blocking: false)
            }
            try socket.send(ControlMessage(kind: .prepared), blocking: false)
            try handover(socket, right.file.raw)
        }
        // A later host may send more.
        #expect(others == "")
    }

    // MARK: Who gets it

    @Test func `one of many threads gets what stands for the plugin`() throws {
        for _ in 0..<200 {
            let handover = PluginHandover(try Self.files(), Self.bare)
            let threads = 16
            let left = Locked(threads)
            let claimed = Locked<[HandoverFiles]>([])
            let isOver = OneShot<Void>()
            for _ in 0..<threads {
                try DedicatedThread.start(named: "claim") {
                    if let files = try? handover.claim() { claimed.withLock { $0.append(files) } }
                    let isLast = left.withLock { left in
                        left -= 1
                        return left == 0
                    }
                    if isLast { isOver.fulfil(()) }
                }
            }
            while isOver.wait() == nil {}
            let winners = claimed.withLock { $0 }
            #expect(winners.count == 1)
            // Whoever could not give it away puts it back, for the next.
            handover.restore(winners[0])
            #expect(try handover.claim() === winners[0])
            let error = #expect(throws: OutboardError.self) { try handover.claim() }
            #expect(error?.code == .invalidConfiguration)
        }
    }
}
