/// Moments as people write them.
package enum WallClock {
    /// A moment in UTC, to the microsecond: "2026-03-01T12:00:00.000001Z".
    ///
    /// - Parameter nanoseconds: Since 1970; may be anything.
    /// - Returns: The text.
    package static func text(nanoseconds: Int64) -> String {
        let microseconds = floorDivide(nanoseconds, 1000)
        let seconds = floorDivide(microseconds, 1_000_000)
        let days = floorDivide(seconds, 86_400)
        let second = Int(seconds &- days &* 86_400)
        let (year, month, day) = date(days: Int(days))
        let fraction = Int(microseconds &- seconds &* 1_000_000)
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(digits(second / 3600, 2)):"
            + "\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2)).\(digits(fraction, 6))Z"
    }

    /// The Gregorian date of a day, counted from 1970.
    private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        // Years that begin in March end with the day that some of them lack; 400 of them have 146,097 days.
        let shifted = days &+ 719_468
        let era = Int(floorDivide(Int64(shifted), 146_097))
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra = (dayOfEra &- dayOfEra / 1460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let month = (5 &* dayOfYear &+ 2) / 153
        let day = dayOfYear &- (153 &* month &+ 2) / 5 &+ 1
        let isBehindNewYear = month >= 10
        return (yearOfEra &+ era &* 400 &+ (isBehindNewYear ? 1 : 0), isBehindNewYear ? month &- 9 : month &+ 3, day)
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient &- 1 : quotient
    }

    private static func digits(_ value: Int, _ count: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, count &- text.utf8.count)) + text
    }
}
