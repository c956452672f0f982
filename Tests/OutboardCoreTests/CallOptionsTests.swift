import OutboardSystem
import Testing

@testable import OutboardCore

@Suite struct CallOptionsTests {
    @Test(
        arguments: [
            (Duration.zero, 0), (.nanoseconds(1), 1), (.nanoseconds(-1), 0), (.seconds(-5), 0),
            (.microseconds(1), 1000),
            (.seconds(1), 1_000_000_000), (Duration(attoseconds: 999_999_999), 0),
            (Duration(attoseconds: 1_999_999_999), 1),
            (Duration(attoseconds: -1), 0), (Duration(attoseconds: .max), .max), (Duration(attoseconds: .min), 0),
            (.seconds(Int64.max), .max), (Duration.nanoseconds(Int64.max), UInt64(Int64.max)),
            (.seconds(18_446_744_073), 18_446_744_073_000_000_000), (.seconds(18_446_744_074), .max),
        ] as [(Duration, UInt64)])
    func `every duration is some count of nanoseconds`(_ duration: Duration, _ nanoseconds: UInt64) {
        #expect(duration.clampedNanoseconds == nanoseconds)
    }

    @Test func `a deadline is never no deadline, and no time-out is the end of time`() {
        for duration in [Duration.zero, .seconds(-1), Duration(attoseconds: .min), Duration(attoseconds: .max)] {
            #expect(CallOptions(deadlineIn: duration).deadline != 0)
            _ = CallOptions(timeout: duration).deadlineFromNow
        }
        #expect(CallOptions(timeout: nil).deadlineFromNow == .max)
        #expect(CallOptions(timeout: Duration(attoseconds: .max)).deadlineFromNow == .max)
        #expect(CallOptions(deadlineIn: Duration(attoseconds: .max)).deadlineFromNow == .max)
        let before = MonotonicClock.now()
        let deadline = CallOptions(timeout: .seconds(1000)).deadlineFromNow
        #expect(deadline >= before + 1_000_000_000_000)
        #expect(UInt64.max.addingClamped(1) == .max && UInt64(1).addingClamped(2) == 3)
    }
}
