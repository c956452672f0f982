import Logging
import OutboardRing

@testable import Outboard
@testable import OutboardCore

/// The host's end of a log ring, with all that is done with its records, and a plugin that writes what the input says.
final class LogMachine {
    private static let geometry = Geometry(lanes: 1, slots: 2, blockBytes: 64, bulkBytes: 0, logBytes: 4096)!
    private static let maximumSteps = 200

    /// Looks at what is logged.
    private struct Listener: LogHandler {
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            ControlMessages.isPlain("\(event.message)")
            ControlMessages.isPlain("\(event.metadata ?? [:])")
            ControlMessages.isPlain("\(event.source) \(event.file) \(event.function)")
        }
    }

    private let plugin = UnsafeMutableRawPointer.allocate(byteCount: LogMachine.geometry.segmentBytes, alignment: 4096)
    private let host = UnsafeMutableRawPointer.allocate(byteCount: LogMachine.geometry.segmentBytes, alignment: 4096)
    private let control: LogControl
    private let own: LogControl
    private let ring: UnsafeMutableRawPointer
    private let intake: LogIntake
    private let violations: Violations
    private var now: UInt64 = 0
    private var isHonest = true

    /// What the host found wrong.
    private final class Violations: @unchecked Sendable {
        var first: ProtocolViolation?
    }

    init(_ input: inout FuzzInput) {
        plugin.initializeMemory(as: UInt8.self, repeating: 0, count: Self.geometry.segmentBytes)
        host.initializeMemory(as: UInt8.self, repeating: 0, count: Self.geometry.segmentBytes)
        let memory = LogMemory(segment: plugin, geometry: Self.geometry)
        control = memory.control
        own = LogMemory(segment: host, geometry: Self.geometry).control
        ring = plugin + Self.geometry.logOffset
        let violations = Violations()
        self.violations = violations
        let budget = DeliveryBudget()
        let records = RecordLogger(logger: Logger(label: "fuzz") { _ in Listener() }) { violations.first = $0 }
        intake = LogIntake(
            memory, own: own, budget: budget,
            delivery: LogIntake.Delivery(
                frames: { frames in
                    records.log(frames)
                    budget.give(frames.count)
                },
                dropped: { _ in }, violated: { violations.first = $0 }))
    }

    deinit {
        plugin.deallocate()
        host.deallocate()
    }

    func run(_ input: inout FuzzInput) -> Int {
        var steps = 0
        while !input.isEmpty, steps < Self.maximumSteps, violations.first == nil {
            steps += 1
            now += 1_000_000
            switch input.byte() & 7 {
            case 0, 1: publish(record(&input).wireBytes)
            case 2: publish(bytes(&input, isHonest: false))
            case 3: _ = intake.bellRang(now: now)
            case 4: intake.expire(now: now)
            case 5: write(&input)
            case 6: control.dropped = input.near(control.dropped)
            default: intake.finish()
            }
            check()
        }
        return steps
    }

    private func check() {
        if let violation = violations.first { require(!isHonest, "an honest plugin is not accused: \(violation)") }
        let recent = intake.recent
        require(recent.count <= LogIntake.recentCount, "few records are kept")
        require(recent.count < 2 || recent.reduce(0) { $0 + $1.count } <= 1 << 16, "and few bytes")
        if isHonest { require(control.position &- own.position <= 4096, "the host takes what was published") }
    }

    // MARK: What the plugin does

    private func text(_ input: inout FuzzInput) -> String {
        String(decoding: input.take(input.below(40)), as: UTF8.self)
    }

    private func record(_ input: inout FuzzInput) -> LogRecord {
        var record = LogRecord(
            level: input.byte() % 7, time: input.number(), label: text(&input), source: text(&input),
            file: text(&input), function: text(&input), line: input.number(), message: text(&input), metadata: [:])
        for _ in 0..<input.below(3) {
            record.metadata[text(&input)] =
                input.byte() & 1 == 0 ? .string(text(&input)) : .array([.dictionary([text(&input): .string("")])])
        }
        return record
    }

    private func bytes(_ input: inout FuzzInput, isHonest: Bool) -> [UInt8] {
        self.isHonest = isHonest
        return input.take(input.below(200))
    }

    /// Puts a record into the ring, if there is room.
    private func publish(_ record: [UInt8]) {
        let frame = UInt32(record.count).wireBytes + [0, 0, 0, 0] + record
        let byteCount = (frame.count + 7) & ~7
        guard control.position &- own.position &+ UInt64(byteCount) <= 4096 else { return }
        for (place, byte) in frame.enumerated() { put(byte, control.position &+ UInt64(place)) }
        control.position &+= UInt64(byteCount)
    }

    private func put(_ byte: UInt8, _ position: UInt64) {
        ring.storeBytes(of: byte, toByteOffset: Int(position & 4095), as: UInt8.self)
    }

    /// Writes what it must not: the position, or bytes that were published.
    private func write(_ input: inout FuzzInput) {
        isHonest = false
        if input.byte() & 1 == 0 {
            control.position = input.near(control.position)
        } else {
            let position = control.position &- UInt64(input.byte())
            for byte in input.take(8) { put(byte, position) }
        }
    }
}
