import OutboardRing
import OutboardSystem
import ProbeInterface
import Testing

@testable import OutboardCore

/// A plugin that writes what nobody could foresee.
@Suite(.serialized) struct HostileNoiseTests {
    /// A record of random fields, near enough to good ones to get past the first checks.
    private static func record(_ request: RecordHeader, _ generator: inout SeededGenerator) -> CraftedRecord {
        func pick<T>(_ values: [T]) -> T { values[Int(generator.next() % UInt64(values.count))] }
        let kind = pick([UInt8(2), 2, 2, 3, 3, 11, 11, UInt8(truncatingIfNeeded: generator.next())])
        let id = pick([
            request.callID, request.callID, request.callID, request.callID &+ 1,
            UInt32(truncatingIfNeeded: generator.next()),
        ])
        let flags = pick([UInt8(0), 0, 1, 1, 2, 3, UInt8(truncatingIfNeeded: generator.next())])
        let length = pick([UInt16(0), 0, 0, 4, 8, 48, 49, 64, 65, UInt16(truncatingIfNeeded: generator.next())])
        let credit = pick([UInt16(0), 1, 1, 1, 2, UInt16(truncatingIfNeeded: generator.next())])
        let word = pick([UInt64(0), 4, 100, 4096, 4097, 1 << 20, 1 << 63, generator.next()])
        return CraftedRecord(
            header: RecordHeader(
                kind: RecordKind(rawValue: kind), callID: id, method: UInt16(truncatingIfNeeded: generator.next()),
                flags: flags, length: length, credit: credit),
            words: [word, generator.next(), generator.next(), generator.next(), generator.next(), generator.next()],
            block: generator.bytes(64))
    }

    @Test(arguments: 0..<8)
    func `random records end in a value, an error or a violation`(_ seed: UInt64) async throws {
        for round in UInt64(0)..<40 {
            let plugin = try HostilePlugin(policy: round % 2 == 0 ? .park : .adaptive)
            defer { plugin.stop() }
            for lane in 0..<2 {
                try plugin.respond(lane: lane, requests: 3) { request in
                    var generator = SeededGenerator(seed: seed << 32 | round << 8 | UInt64(request.callID))
                    return (0..<4).map { _ in Self.record(request, &generator) }
                }
            }
            let probe = plugin.probe(timeout: .seconds(2))
            let tally = Tally()
            try await Threads.run {
                for method in 0..<3 {
                    do {
                        switch method {
                        case 0: _ = try probe.make(byteCount: 1)
                        case 1: _ = try probe.descriptors()
                        default: _ = try probe.sum(1, 2)
                        }
                        tally.count("value")
                    } catch {
                        tally.count(
                            error is OutboardError || error is RemoteError || error is ProbeError ? "error" : "\(error)"
                        )
                    }
                }
            }
            for _ in 0..<3 {
                do {
                    _ = try await probe.echoLater("x", milliseconds: 0)
                    tally.count("value")
                } catch {
                    tally.count(
                        error is OutboardError || error is RemoteError || error is ProbeError ? "error" : "\(error)")
                }
            }
            #expect(tally["value"] + tally["error"] == 6, "\(tally.all)")
        }
    }

    @Test(arguments: [UInt8(0), 1, 2, 3])
    func `a payload that changes while it is read is some value or an error`(_ payload: UInt8) async throws {
        // The bytes are copied in one pass: what was checked is what is used.
        for round in 0..<30 {
            let plugin = try HostilePlugin(policy: .adaptive)
            defer { plugin.stop() }
            let lane = plugin.segments.pluginLane(0)
            let stop = Gate()
            try DedicatedThread.start(named: "scribbler") { [segments = plugin.segments] in
                defer { withExtendedLifetime(segments) {} }
                var generator = SeededGenerator(seed: UInt64(round))
                while !stop.isOpen {
                    for _ in 0..<200 {
                        let word = generator.next() % 3 == 0 ? UInt64(generator.next() % 64) : generator.next()
                        let offset = Int(generator.next() % 8) * 8
                        lane.blocks.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
                        lane.bulk.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
                        (lane.records + 16).storeBytes(
                            of: word, toByteOffset: Int(generator.next() % 6) * 8, as: UInt64.self)
                    }
                }
            }
            try plugin.respond { request in
                let header = RecordHeader(
                    kind: .reply, callID: request.callID, flags: payload, length: payload < 2 ? 48 : 0, credit: 1)
                let good = CraftedRecord(header: header, words: [44, 44, 44, 44, 44, 44])
                return payload == 3 ? [Attack.lease(request, 5000), good] : [good]
            }
            let probe = plugin.probe(timeout: Patience.duration)
            let code = try await Threads.run { Caught.error { _ = try probe.make(byteCount: 44) }?.code }
            stop.open()
            #expect(code == nil || code == .violated)
        }
    }
}
