import Glibc
import OutboardCore
import OutboardRing
import OutboardSystem
import SystemPackage

/// A host that does what a test tells it, record by record, on one lane.
final class HandPlayedHost {
    /// A started process; killed and collected when the test lets go of it.
    private final class Child: Sendable {
        let process: ProcessDescriptor

        init(_ process: consuming ProcessDescriptor) {
            self.process = process
        }

        deinit {
            process.send(signal: SIGKILL)
            while process.reap() == nil { usleep(1000) }
        }
    }

    /// Our end of the control socket; closed when the test lets go of it.
    private final class Control {
        let socket: ControlSocket

        init(_ socket: consuming ControlSocket) {
            self.socket = socket
        }
    }

    let segments: SegmentPair
    let bells: LaneBells
    /// Writes the requests.
    var requests: RingProducer
    /// Reads the answers.
    var answers: RingConsumer
    private let child: Child
    private var control: Control?

    /// Starts a program with a hello in its socket; `change` changes its packet before it is sent.
    init(_ program: String, slots: Int, blockBytes: Int, bulkBytes: Int, change: (inout [UInt8]) -> Void = { _ in })
        throws
    {
        guard let geometry = Geometry(lanes: 1, slots: slots, blockBytes: blockBytes, bulkBytes: bulkBytes) else {
            throw Errno.invalidArgument
        }
        var hello = Hello(geometry: geometry, policy: .park, generation: 1, configuration: []).message.packet
        change(&hello)
        var files: SegmentFiles?
        segments = try SegmentPair(geometry: geometry, generation: 1, files: &files)
        bells = try LaneBells()
        requests = segments.hostLane(0).producer()
        answers = segments.pluginLane(0).consumer()
        guard let files = files.take() else { throw Errno.invalidArgument }
        let bells = self.bells
        let parts = try ControlSocket.pair().split { (ours, theirs) throws -> (Child, Control) in
            try Self.send(hello, over: ours)
            let waits = try bells.pluginWaits(control: theirs.raw)
            let child = try Self.launch(Probes.folder + "/" + program, files, theirs, waits, bells)
            return (child, Control(ours))
        }
        (child, control) = parts
    }

    private static func send(_ packet: [UInt8], over socket: borrowing ControlSocket) throws {
        var failure: Errno?
        packet.withUnsafeBytes { bytes in
            do throws(Errno) { try socket.send(bytes, blocking: false) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    private static func launch(
        _ path: String, _ files: borrowing SegmentFiles, _ control: borrowing ControlSocket, _ waits: borrowing Epoll,
        _ bells: LaneBells
    ) throws -> Child {
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let plan = LaunchPlan(
            executable: path, arguments: [path], environment: ["OUTBOARD_ABI=1"],
            descriptors: [
                (0, null), (1, null), (2, null), (3, control.raw), (4, files.host.raw), (5, files.plugin.raw),
                (6, waits.raw), (7, bells.toHost.raw),
            ])
        try LaunchThread.shared.start()
        return try LaunchThread.shared.run { Result { Child(try ChildProcess.launch(plan)) } }.get()
    }

    /// Waits for the plugin's message.
    func receive() throws -> ControlMessage? {
        guard let control else { return nil }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 8)
        defer { buffer.deallocate() }
        let received = try control.socket.receive(into: buffer, acceptingDescriptor: false, blocking: true)
        return ControlMessage(packet: Array(buffer.prefix(received.byteCount)))
    }

    /// Sends a message, with a file if there is one.
    func send(_ message: ControlMessage, file: Int32? = nil) throws {
        try control?.socket.send(message, file: file, blocking: false)
    }

    /// Publishes a request and rings if the plugin sleeps.
    func publish(_ header: RecordHeader, _ body: [UInt8]) {
        requests.body.copyMemory(from: body, byteCount: body.count)
        let position = requests.position
        requests.publish(header)
        if segments.pluginLane(0).control.asksForBell(at: position) { Bell.ring(bells.toPlugin.raw) }
    }

    /// Takes the next answer, and says so to the plugin; nothing if none comes within ten seconds.
    func take(andSay: Bool = true) -> Record? {
        let deadline = MonotonicClock.now() + 10_000_000_000
        while MonotonicClock.now() < deadline {
            if answers.isReady {
                let record = answers.copyRecord()
                answers.advance()
                if andSay { segments.hostLane(0).control.taken = answers.position }
                return record
            }
            usleep(100)
        }
        return nil
    }

    /// How often the plugin has rung.
    func countBells() -> UInt64 {
        var count: UInt64 = 0
        return read(bells.toHost.raw, &count, 8) == 8 ? count : 0
    }

    /// Closes the control socket, as the kernel does when a host dies.
    func hangUp() {
        control = nil
    }

    /// How the process ended; nothing if it has not within ten seconds.
    func status() -> ExitStatus? {
        for _ in 0..<10_000 {
            if let status = child.process.reap() { return status }
            usleep(1000)
        }
        return nil
    }
}
