/// How to read the results; printed below them.
struct MeasurementNotes: CustomStringConvertible {
    private let clock = ClockCost()

    var description: String {
        """
        Times are nanoseconds of one call, as the caller sees it; here the clock ticks every \(clock.tickNanoseconds) ns.
          floor        a round of the bare ping-pong: the mean of the blocks before and after those of the case
          mean, ratio  from blocks that are timed as a whole
          min ... max  from calls that are timed one by one in blocks of their own, less the \(clock.nanoseconds) ns of a look at the
                       clock; for pipelined cases from whole windows
          alloc, sys   allocations and system calls of both threads for 1,000 calls, the least of three runs of their
                       own; "-" where the machine cannot count them
          disc         blocks left out, because the floors around them differ by more than a quarter or another thread
                       ran on one of the CPUs; "!" where so few remain that all are in
        """
    }
}
