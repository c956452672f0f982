import Testing

@testable import OutboardUntrusted

/// Any number that a plugin gives as a time is a moment that can be shown.
@Suite struct WallClockTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000Z"),
        (1_000, "1970-01-01T00:00:00.000001Z"),
        (999, "1970-01-01T00:00:00.000000Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (-1_000, "1969-12-31T23:59:59.999999Z"),
        (-1_001, "1969-12-31T23:59:59.999998Z"),
        (951_782_400_000_000_000, "2000-02-29T00:00:00.000000Z"),
        (951_868_800_000_000_000, "2000-03-01T00:00:00.000000Z"),
        (1_735_689_599_123_456_789, "2024-12-31T23:59:59.123456Z"),
        (1_735_689_600_000_000_000, "2025-01-01T00:00:00.000000Z"),
        (1_772_366_400_000_001_000, "2026-03-01T12:00:00.000001Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000Z"),
        (Int64.max, "2262-04-11T23:47:16.854775Z"),
        (Int64.min, "1677-09-21T00:12:43.145224Z"),
    ])
    func `a moment is shown as people write it`(_ nanoseconds: Int64, _ text: String) {
        #expect(WallClock.text(nanoseconds: nanoseconds) == text)
    }
}
