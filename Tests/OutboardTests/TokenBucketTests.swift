import Testing

@testable import Outboard

@Suite("A bucket of tokens")
struct TokenBucketTests {
    private static let second: UInt64 = 1_000_000_000

    /// Takes one at each of these moments, and returns how often there was one.
    private func take(_ bucket: inout TokenBucket, at moments: some Sequence<UInt64>) -> Int {
        var count = 0
        for now in moments where bucket.take(1, now: now) { count += 1 }
        return count
    }

    @Test("Holds what it may at first, and fills in the course of time")
    func fills() {
        var bucket = TokenBucket(perSecond: 10, capacity: 3)
        let counts = [
            take(&bucket, at: repeatElement(Self.second, count: 5)),
            take(&bucket, at: [Self.second + Self.second / 10 - 1]),
            take(&bucket, at: repeatElement(Self.second + Self.second / 10, count: 2)),
            // However often it is looked at meanwhile.
            take(&bucket, at: stride(from: 2 * Self.second, to: 12 * Self.second, by: 100_000)),
        ]
        #expect(counts[0] == 3 && counts[1] == 0 && counts[2] == 1)
        #expect(counts[3] == 102 || counts[3] == 103)
    }

    @Test("It may hold more at first, which nothing fills up again and which can be poured out")
    func more() {
        var bucket = TokenBucket(perSecond: 10, capacity: 3, level: 7)
        var other = bucket
        let later = take(&bucket, at: repeatElement(Self.second, count: 10))
        #expect(later == 7)
        let refilled = take(&bucket, at: repeatElement(2 * Self.second, count: 10))
        #expect(refilled == 3)
        other.spill()
        let left = take(&other, at: repeatElement(0, count: 10))
        #expect(left == 3)
    }

    @Test("What it does not hold is owed, up to what it may hold, and what is given back is bounded")
    func bounds() {
        var bucket = TokenBucket(perSecond: 1, capacity: 10)
        let held = bucket.take(.max, now: 0)
        let isEmpty = take(&bucket, at: [0]) == 0
        #expect(held && isEmpty)
        bucket.give(10)
        let isStillEmpty = take(&bucket, at: [0]) == 0
        #expect(isStillEmpty)
        bucket.give(.max)
        let left = take(&bucket, at: repeatElement(0, count: 20))
        #expect(left == 10)
        // Time that goes far ahead, or back, is no harm.
        let later = take(&bucket, at: [.max, 5, 5])
        #expect(later == 1)
    }
}
