import Testing

@testable import Outboard

@Suite("Bells that ring for nothing")
struct UselessRingsTests {
    private static let second: UInt64 = 1_000_000_000

    /// How many rings of a storm the host is told of, when one comes every so many nanoseconds for a while.
    private func told(every interval: UInt64, for duration: UInt64, usefulEach: Int = .max) -> Int {
        var rings = UselessRings()
        var (count, number, pausedUntil) = (0, 0, UInt64(0))
        for now in stride(from: 0, to: duration, by: UInt64.Stride(interval)) where now >= pausedUntil {
            count += 1
            number += 1
            pausedUntil = rings.note(wasUseful: number % usefulEach == 0, now: now) ?? pausedUntil
        }
        return count
    }

    @Test("A storm wakes the host a thousand times a second, and some times more at first")
    func storm() {
        let count = told(every: 1000, for: 10 * Self.second)
        #expect(count > 5_000 && count < 12_000, "\(count)")
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
            if let end = rings.note(wasUseful: false, now: now) {
                pauses.append((end - now) / 1_000_000)
                now = end
            }
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 64, 100, 100, 100, 100, 100])
        now += 2 * Self.second
        while true {
            if let end = rings.note(wasUseful: false, now: now) {
                #expect(end - now == 1_000_000)
                break
            }
        }
    }
}
