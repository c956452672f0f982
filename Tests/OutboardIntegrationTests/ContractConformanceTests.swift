import COutboard
import Glibc
import OutboardCore
import OutboardRing
import OutboardSystem
import Testing

extension Integration {
    /// What the contract asks of every plugin, shown with the two that are written in C: seen from the memory itself.
    @Suite("A plugin keeps the contract")
    struct ContractConformanceTests {
        private static let programs = ["CPlugin", "CSkeleton"]

        private func start(_ program: String, slots: Int = 4, change: (inout [UInt8]) -> Void = { _ in }) throws
            -> HandPlayedHost
        {
            try HandPlayedHost(program, slots: slots, blockBytes: 64, bulkBytes: 0, change: change)
        }

        /// A call that both programs answer: the method does not exist.
        private func call(_ id: UInt32, flags: UInt8 = 0) -> RecordHeader {
            RecordHeader(kind: .call, callID: id, method: 99, flags: flags, length: 0)
        }

        @Test(arguments: programs) func `it ends by itself when the host is gone`(_ program: String) throws {
            let host = try start(program)
            #expect(try host.receive()?.kind == .welcome)
            usleep(50_000)
            let began = MonotonicClock.now()
            host.hangUp()
            #expect(host.status() == .exited(code: 0))
            // Far more than it takes: the thread sanitizer delays the end of a process by a second.
            #expect(MonotonicClock.now() - began < 5_000_000_000)
        }

        @Test(arguments: programs) func `it refuses another version and a geometry out of bounds`(_ program: String)
            throws
        {
            for (offset, byte) in [(8, UInt8(2)), (24, 0)] {
                let host = try start(program) { $0[offset] = byte }
                let refusal = try #require(try host.receive())
                #expect(refusal.kind == .refuse)
                let text = try String(wireBytes: refusal.payload)
                #expect(!text.isEmpty)
                // Both versions: who reads it has to know which side is the older one.
                if offset == 8 { #expect(text.contains("version 1 ") && text.hasSuffix("version 2"), "\(text)") }
                #expect(host.status() == .exited(code: 1))
            }
        }

        @Test(arguments: programs) func `stamps, credits and identities are right through many rounds`(
            _ program: String
        ) throws {
            let host = try start(program, slots: 2)
            #expect(try host.receive()?.kind == .welcome)
            for round in 0..<1000 as Range<UInt32> {
                host.publish(call(round << 16 | 7), [])
                let answer = try #require(host.take())
                #expect(answer.header.callID == round << 16 | 7)
                #expect(answer.header.kind == .error)
                #expect(Int32(answer.header.method) == OUTBOARD_ERROR_UNKNOWN_METHOD)
                #expect(answer.header.credit == UInt16(truncatingIfNeeded: round + 1))
                #expect(answer.header.flags & ~3 == 0)
            }
        }

        @Test(arguments: programs) func `it rings when asked, and only then`(_ program: String) throws {
            let host = try start(program)
            #expect(try host.receive()?.kind == .welcome)
            let words = host.segments.hostLane(0).control
            words.arm(at: 1)
            host.publish(call(1), [])
            _ = try #require(host.take())
            usleep(20_000)
            #expect(host.countBells() == 0)
            host.publish(call(2), [])
            _ = try #require(host.take())
            usleep(20_000)
            #expect(host.countBells() == 1)
            host.publish(call(3), [])
            _ = try #require(host.take())
            usleep(20_000)
            #expect(host.countBells() == 0)
        }

        @Test(arguments: programs) func `it passes over kinds that it does not know`(_ program: String) throws {
            let host = try start(program)
            #expect(try host.receive()?.kind == .welcome)
            for kind in [OUTBOARD_KIND_ONE_WAY, 5, OUTBOARD_KIND_CREDIT] {
                host.publish(RecordHeader(kind: RecordKind(rawValue: UInt8(kind)), callID: 0), [])
            }
            host.publish(call(5), [])
            let answer = try #require(host.take())
            #expect(answer.header.callID == 5 && answer.header.credit == 4)
        }

        @Test func `it runs one-way calls without an answer, and tells of room when asked, and only then`() throws {
            let host = try start("CPlugin")
            #expect(try host.receive()?.kind == .welcome)
            let words = host.segments.pluginLane(0).control
            host.segments.hostLane(0).control.armForSpace(at: 2)
            let store = RecordHeader(kind: .oneWay, callID: 9, method: 3, length: 6)
            for count in 1...3 as ClosedRange<UInt32> {
                host.publish(store, [UInt8(20), UInt8(22)].wireBytes)
                for _ in 0..<10_000 where words.taken != count { usleep(1000) }
                #expect(words.taken == count)
                usleep(20_000)
                #expect(host.countBells() == (count == 2 ? 1 : 0))
            }
            host.publish(RecordHeader(kind: .call, callID: 1, method: 4), [])
            let answer = try #require(host.take())
            #expect(answer.header.callID == 1 && answer.header.credit == 4 && answer.body.0 == 3 * 42)
        }

        @Test(arguments: programs) func `it may ignore that calls are given up`(_ program: String) throws {
            let host = try start(program)
            #expect(try host.receive()?.kind == .welcome)
            let control = host.segments.hostLane(0).control
            for id in 1...50 as ClosedRange<UInt32> {
                control.setCancelled(word: 0, to: 1 << UInt64(id % 4))
                try host.send(ControlMessage(kind: .cancel))
                host.publish(call(id), [])
                let answer = try #require(host.take())
                #expect(answer.header.callID == id && answer.header.kind == .error)
                control.setCancelled(word: 0, to: 0)
            }
        }

        @Test(arguments: programs) func `started by hand, it says what it is`(_ program: String) throws {
            let (status, output) = try Probes.run(Probes.folder + "/" + program)
            #expect(status == 1 && output.contains("is an Outboard plugin"))
        }

        @Test(arguments: programs) func `it ends when it is told to`(_ program: String) throws {
            let host = try start(program)
            #expect(try host.receive()?.kind == .welcome)
            usleep(50_000)
            try host.send(ControlMessage(kind: .shutdown))
            #expect(host.status() == .exited(code: 0))
        }

        @Test func `the optional fields stand in front of the arguments`() throws {
            let host = try start("CPlugin")
            #expect(try host.receive()?.kind == .welcome)
            for (flags, count) in [(0, 0), (OUTBOARD_FLAG_DEADLINE, 8), (OUTBOARD_FLAG_TRACE, 32)] {
                let body = [UInt8](repeating: 0xff, count: Int(count)) + Int64(40).wireBytes + Int64(2).wireBytes
                guard body.count <= Record.bodyBytes else { continue }
                host.publish(RecordHeader(kind: .call, callID: 1, method: 0, flags: UInt8(flags), length: 16), body)
                let answer = try #require(host.take())
                #expect(answer.header.kind == .reply && answer.header.length == 8 && answer.body.0 == 42)
            }
            // Both together leave eight bytes: the arguments are in the block.
            let flags = UInt8(OUTBOARD_FLAG_DEADLINE | OUTBOARD_FLAG_TRACE | OUTBOARD_PAYLOAD_BLOCK)
            host.requests.block.copyMemory(from: Int64(40).wireBytes + Int64(-50).wireBytes, byteCount: 16)
            host.publish(
                RecordHeader(kind: .call, callID: 2, method: 0, flags: flags, length: 16),
                [UInt8](repeating: 0xff, count: 48))
            let answer = try #require(host.take())
            #expect(answer.header.kind == .reply && Int64(bitPattern: answer.body.0) == -10)
        }

        @Test func `a lease that is refused becomes an error`() throws {
            let host = try HandPlayedHost("CPlugin", slots: 2, blockBytes: 128, bulkBytes: 4096)
            #expect(try host.receive()?.kind == .welcome)
            let lane = host.segments.hostLane(0)
            // The first answer takes the plugin's bulk area, and the host does not say that it has read it.
            let bytes = [UInt8](repeating: 7, count: 1000).wireBytes
            for id in 1...2 as ClosedRange<UInt32> {
                lane.bulk.copyMemory(from: bytes, byteCount: bytes.count)
                let flags = PayloadClass.bulk.rawValue
                host.publish(
                    RecordHeader(kind: .call, callID: id, method: 1, flags: flags), UInt64(bytes.count).wireBytes)
                if id == 1 {
                    let answer = try #require(host.take(andSay: false))
                    #expect(answer.header.payloadClass == .bulk)
                }
            }
            let lease = try #require(host.take())
            #expect(lease.header.kind == .lease && lease.header.callID == 2 && lease.header.flags == 3)
            #expect(lease.body.0 == UInt64(bytes.count))
            let nothing = try Attachment(byteCount: 0)
            let message = AttachmentMessage(lane: 0, callID: 2, purpose: .result).controlMessage(byteCount: 0)
            try withExtendedLifetime(nothing) { try host.send(message, file: nothing.file.raw) }
            let answer = try #require(host.take())
            #expect(answer.header.kind == .error && Int32(answer.header.method) == OUTBOARD_ERROR_BAD_RESULT)
            #expect(answer.header.callID == 2)
        }
    }
}
