import Testing

@testable import Outboard

@Suite("Bells that ring for nothing")
struct UselessRingsTests {
    private static let second: UInt64 = 1_000_000_000

    /// How many rings of a storm the host is told of, when one comes on each lane every so many nanoseconds for a while.
    private func told(every interval: UInt64, for duration: UInt64, usefulEach: Int = .max, lanes: Int = 1) -> Int {
        var rings = UselessRings()
        var count = 0
        var pausedUntil = Array(repeating: UInt64(0), count: lanes)
        for now in stride(from: 0, to: duration, by: UInt64.Stride(interval)) {
            for lane in 0..<lanes where now >= pausedUntil[lane] {
                count += 1
                let end = rings.note(lane: lane, wasUseful: count % usefulEach == 0, now: now)
                pausedUntil[lane] = end ?? pausedUntil[lane]
            }
        }
        return count
    }

    @Test("A storm wakes the host a thousand times a second, and some times more at first")
    func storm() {
        let count = told(every: 1000, for: 10 * Self.second)
        #expect(count > 5_000 && count < 12_000, "\(count)")
    }

    @Test("A storm on many lanes wakes it no more often")
    func storms() {
        let count = told(every: 50_000, for: 5 * Self.second, lanes: 8)
        #expect(count > 2_500 && count < 6_000, "\(count)")
    }

    @Test("A thousand a second, and any number that leads to something, are told of one by one")
    func honest() {
        #expect(told(every: 1_000_000, for: 5 * Self.second) == 5000)
        #expect(told(every: 10_000, for: Self.second, usefulEach: 1) == 100_000)
        #expect(told(every: 10_000, for: Self.second, usefulEach: 2) == 100_000)
    }

    @Test("Pauses get longer up to a tenth of a second, and are short again after a second of peace")
    func pauses() {
        var rings = UselessRings()
        var now: UInt64 = 0
        var pauses: [UInt64] = []
        while pauses.count < 12 {
            if let end = rings.note(lane: 0, wasUseful: false, now: now) {
                pauses.append((end - now) / 1_000_000)
                now = end
            }
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 100, 100, 100, 100, 100])
        now += 2 * Self.second
        while true {
            if let end = rings.note(lane: 0, wasUseful: false, now: now) {
                #expect(end - now == 1_000_000)
                break
            }
        }
    }
}
