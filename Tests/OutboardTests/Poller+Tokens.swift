import Outboard
import OutboardSystem
import Testing

extension Poller {
    /// The events of one wait; of more if nothing comes in less than the time given.
    func events(within nanoseconds: UInt64? = 0, room: Int = 64, wanted: Int = 1) -> [EpollEvent] {
        var buffer = [EpollEvent](repeating: EpollEvent(), count: room)
        let start = MonotonicClock.now()
        while true {
            let count = buffer.withUnsafeMutableBufferPointer {
                wait(into: $0, wanted: wanted, timeoutNanoseconds: nanoseconds)
            }
            #expect(count >= 0)
            // The kernel interrupts system calls of a thread on which another test has closed a ring.
            guard count == 0, let nanoseconds, MonotonicClock.now() - start < nanoseconds else {
                return Array(buffer.prefix(max(0, count)))
            }
        }
    }

    /// The tokens of one wait, in order of size.
    func tokens(within nanoseconds: UInt64? = 0, room: Int = 64) -> [UInt64] {
        events(within: nanoseconds, room: room).map(\.token).sorted()
    }

    /// Waits, at most 20 seconds in all, until `isEnough` of the tokens told so far.
    func tokens(room: Int = 64, until isEnough: ([UInt64]) -> Bool) -> [UInt64] {
        let start = MonotonicClock.now()
        var told: [UInt64] = []
        while !isEnough(told), MonotonicClock.now() - start < 20_000_000_000 {
            told += events(within: 1_000_000_000, room: room).map(\.token)
        }
        return told
    }
}
