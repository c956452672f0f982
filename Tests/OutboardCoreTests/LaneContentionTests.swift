import OutboardCore
import OutboardTesting
import ProbeInterface
import Testing

@Suite(.serialized) struct LaneContentionTests {
    struct Course: Sendable, CustomTestStringConvertible {
        var lanes = 2
        var slots = 64
        var waiting = WaitPolicy.adaptive

        var testDescription: String { "\(lanes) lanes, \(slots) slots, \(waiting)" }
    }

    @Test(arguments: [
        Course(), Course(slots: 2), Course(waiting: .park), Course(waiting: .spin), Course(lanes: 1),
        Course(lanes: 1, slots: 2, waiting: .park),
    ])
    func `16 threads share a few lanes`(_ course: Course) async throws {
        let pair = try ProbePair(
            lanes: course.lanes, slots: course.slots, blockBytes: 128, bulkBytes: 4096, waiting: course.waiting)
        defer { pair.end() }
        let probe = pair.probe
        let mistakes = try await withThrowingTaskGroup(of: Int.self) { group in
            for thread in 0..<16 {
                group.addTask {
                    try await Threads.run {
                        var mistakes = 0
                        for turn in 0..<150 {
                            let count = [0, 7, 43, 45, 120, 124, 125, 2000, 4092, 4093][(turn + thread) % 10]
                            let bytes = LocalProbe.bytes(count, seed: thread &* 1000 &+ turn)
                            switch turn % 3 {
                            case 0: if try probe.checksum(bytes: bytes) != LocalProbe.checksum(bytes) { mistakes += 1 }
                            case 1: if try probe.echo(bytes: bytes) != bytes { mistakes += 1 }
                            default: if try probe.sum(thread, turn) != thread + turn { mistakes += 1 }
                            }
                        }
                        return mistakes
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(mistakes == 0)
    }

    @Test func `threads, tasks and pipelines at once`() async throws {
        let pair = try ProbePair(lanes: 3, slots: 8, blockBytes: 64, bulkBytes: 4096)
        defer { pair.end() }
        let probe = pair.probe
        let mistakes = try await withThrowingTaskGroup(of: Int.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    try await Threads.run {
                        try (0..<200).count { try probe.sum($0, thread) != $0 + thread }
                    }
                }
                group.addTask {
                    var mistakes = 0
                    for turn in 0..<100 {
                        let text = String(repeating: "\(thread)", count: turn * 7)
                        if try await probe.echoLater(text, milliseconds: 0) != text { mistakes += 1 }
                    }
                    return mistakes
                }
                group.addTask {
                    try await Threads.run {
                        var mistakes = 0
                        for _ in 0..<20 {
                            try probe.caller.pipeline { pipeline in
                                for number in 0..<8 {
                                    try pipeline.submit(2, byteCount: 16) { writer in
                                        number.encode(into: &writer)
                                        thread.encode(into: &writer)
                                    }
                                }
                                for number in 0..<8 {
                                    let sum = try pipeline.next { (reader: inout WireReader) throws(WireError) in
                                        try reader.next(Int.self)
                                    }
                                    if sum != number + thread { mistakes += 1 }
                                }
                            }
                        }
                        return mistakes
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(mistakes == 0)
    }

    @Test func `who gets no lane in time is told so, and nothing was sent`() async throws {
        let pair = try ProbePair(lanes: 1)
        defer { pair.end() }
        let probe = pair.probe
        async let holder: Void = Threads.run { try probe.sleep(milliseconds: -1) }
        #expect(try await pair.gate.waitForArrivals(1))
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<8 {
                group.addTask {
                    let client = probe.timeout(.milliseconds(5 + thread * 5))
                    let error = try await Threads.run { Caught.error { try client.sleep(milliseconds: -1) } }
                    tally.count("\(error?.code == .timeout) \(error?.mayHaveExecuted == false)")
                }
            }
            try await group.waitForAll()
        }
        #expect(tally.all == ["true true": 8])
        pair.gate.open()
        try await holder
        #expect(pair.gate.count == 1)
        try await pair.expectUsable()
    }

    @Test func `waiting with time-outs and without, no turn is lost`() async throws {
        // Those that give up must pass on the turn that they get at the same moment.
        let pair = try ProbePair(lanes: 1, waiting: .park, timeout: nil)
        defer { pair.end() }
        let probe = pair.probe
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for thread in 0..<12 {
                group.addTask {
                    try await Threads.run {
                        for turn in 0..<100 {
                            let client = thread % 2 == 0 ? probe : probe.timeout(.microseconds(50 + (turn * 37) % 400))
                            do {
                                tally.count(try client.sum(thread, turn) == thread + turn ? "value" : "wrong value")
                            } catch let error as OutboardError {
                                tally.count(error.code == .timeout || error.code == .busy ? "given up" : "\(error)")
                            }
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(tally["value"] + tally["given up"] == 1200, "\(tally.all)")
        #expect(tally["value"] >= 600)
        try await pair.expectUsable()
    }

    @Test(arguments: [1, 3]) func `who waits is not passed by without end by those that call in a loop`(
        _ loops: Int
    ) async throws {
        let pair = try ProbePair(lanes: 1, timeout: nil)
        defer { pair.end() }
        let probe = pair.probe
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<loops {
                group.addTask {
                    try await Threads.run {
                        while tally["over"] == 0 {
                            try probe.sleep(milliseconds: 2)
                            tally.count("calls")
                        }
                    }
                }
            }
            group.addTask {
                try await Threads.run {
                    defer { tally.count("over") }
                    while tally["calls"] < loops { Threads.sleep(milliseconds: 1) }
                    var passedBy: [Int] = []
                    for turn in 0..<100 {
                        let before = tally["calls"]
                        let sum = try probe.sum(turn, 1)
                        #expect(sum == turn + 1)
                        passedBy.append(tally["calls"] - before)
                    }
                    // In its turn: each of the others once. More where this thread was not run before it queued.
                    #expect(passedBy.count { $0 > loops } <= 10, "\(passedBy)")
                }
            }
            try await group.waitForAll()
        }
    }
}
