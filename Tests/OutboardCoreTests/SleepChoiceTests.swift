import Testing

@testable import OutboardCore

/// What a lane learns about two ways to sleep, from calls whose cost is made up.
@Suite struct SleepChoiceTests {
    private static let pauses: [UInt64] = [1, 50_000, 1_000_000, 10_000_000, 1_000_000_000, .max]

    /// A lane and its calls.
    private struct Lane {
        var choice = SleepChoice()
        var handsOff: Bool
        let byDefault: Bool

        init(byDefault: Bool) {
            self.handsOff = byDefault
            self.byDefault = byDefault
        }

        /// Makes calls.
        ///
        /// - Returns: How many of them handed off.
        mutating func call(
            _ count: Int, after pause: UInt64, _ cost: (_ handsOff: Bool, _ call: Int) -> UInt64
        ) -> Int {
            (0..<count).count { call in
                let now = handsOff
                handsOff = choice.handsOffNext(after: pause, byDefault: byDefault)
                choice.note(cost(now, call), after: pause, handedOff: now)
                return now
            }
        }
    }

    @Test(arguments: [false, true], pauses)
    func `what is cheaper is learnt, and nearly always done`(_ handoffIsCheaper: Bool, _ pause: UInt64) {
        for byDefault in [false, true] {
            var lane = Lane(byDefault: byDefault)
            let cost = { (handsOff: Bool, _: Int) -> UInt64 in handsOff == handoffIsCheaper ? 20_000 : 60_000 }
            _ = lane.call(40, after: pause, cost)
            let handedOff = lane.call(2000, after: pause, cost)
            let right = handoffIsCheaper ? handedOff : 2000 - handedOff
            // The other way is tried again, and costs little: three times as much in less than a hundredth of the calls.
            #expect(right < 2000 && right > 1980)
        }
    }

    @Test func `pauses of different lengths do not mix`() {
        var lane = Lane(byDefault: true)
        let short = { (handsOff: Bool, _: Int) -> UInt64 in handsOff ? 10_000 : 50_000 }
        let long = { (handsOff: Bool, _: Int) -> UInt64 in handsOff ? 90_000 : 50_000 }
        for _ in 0..<4 {
            _ = lane.call(200, after: 100_000, short)
            _ = lane.call(200, after: 10_000_000, long)
        }
        #expect(lane.call(100, after: 100_000, short) > 90)
        #expect(lane.call(100, after: 10_000_000, long) < 10)
    }

    @Test func `what becomes cheaper is noticed`() {
        var lane = Lane(byDefault: true)
        _ = lane.call(500, after: 1_000_000) { handsOff, _ in handsOff ? 30_000 : 40_000 }
        let after = { (handsOff: Bool, _: Int) -> UInt64 in handsOff ? 90_000 : 40_000 }
        _ = lane.call(2000, after: 1_000_000, after)
        #expect(lane.call(200, after: 1_000_000, after) < 20)
    }

    @Test func `calls that take long for other reasons change nothing`() {
        var lane = Lane(byDefault: true)
        let cost = { (handsOff: Bool, call: Int) -> UInt64 in
            call % 50 == 49 ? 5_000_000 : handsOff ? 20_000 : 40_000
        }
        _ = lane.call(100, after: 1_000_000, cost)
        #expect(lane.call(5000, after: 1_000_000, cost) > 4800)
    }

    @Test func `numbers of any size do no harm`() {
        var lane = Lane(byDefault: false)
        for cost in [0, 1, UInt64.max, 0, .max] {
            for pause in Self.pauses { _ = lane.call(100, after: pause) { _, _ in cost } }
        }
    }
}
