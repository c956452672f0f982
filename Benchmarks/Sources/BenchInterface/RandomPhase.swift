internal import CBench
internal import Glibc

/// A random moment, relative to what the other side of a lane does.
///
/// Each side lets one pass before it publishes, so that records and arming meet at all distances.
public struct RandomPhase: Sendable {
    /// The bound, if all times below it are to be as likely; in nanoseconds.
    private let boundNs: UInt64?

    /// Mostly as long as a thread takes to go to sleep at once, rarely until it surely sleeps.
    public static let short = Self(boundNs: nil)
    /// Any time until after a thread has polled enough and gone to sleep.
    public static let long = Self(boundNs: 100_000)

    /// Computes for a random time.
    ///
    /// - Returns: The moment that it is then.
    public func pass() -> UInt64 {
        let began = MonotonicTime.read()
        let random = Self.mixed(began)
        let bound: UInt64 =
            switch random & 15 {
            case 0: 64_000
            case 1...5: 16_000
            default: 4_000
            }
        // On one processor the other side gets no further while this one computes.
        if random & 0x70 == 0 { sched_yield() }
        let end = began &+ (random &>> 8) % (boundNs ?? bound)
        var now = MonotonicTime.read()
        while now < end {
            bench_pause()
            now = MonotonicTime.read()
        }
        return now
    }

    /// A random number, less than a bound.
    public static func number(below bound: UInt64) -> UInt64 { (mixed(MonotonicTime.read()) &>> 8) % bound }

    /// The last digits of the clock are random enough once they are spread over the word (the end of MurmurHash3).
    private static func mixed(_ moment: UInt64) -> UInt64 {
        var value = moment
        value ^= value &>> 33
        value &*= 0xff51_afd7_ed55_8ccd
        value ^= value &>> 33
        value &*= 0xc4ce_b9fe_1a85_ec53
        return value ^ value &>> 33
    }
}
