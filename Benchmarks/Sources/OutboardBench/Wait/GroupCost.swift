/// What a call to a group costs the thread that makes it, besides the time it takes: nanoseconds of a processor.
struct GroupCost: Sendable {
    /// From the call to its end: publishing, ringing, waiting, reading.
    var callerNs: Double
    /// Inside system calls that wait, as part of that.
    var waitNs: Double
    /// Such system calls, for 1,000 calls to the group.
    var waitsPer1000: Double
    /// `callerNs` over that with epoll, the median over pairs of blocks.
    var callerRatio: Double?
    /// `waitNs` over that with epoll, the median over pairs of blocks.
    var waitRatio: Double?
}
