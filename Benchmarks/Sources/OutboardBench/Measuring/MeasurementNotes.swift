/// How to read the results; printed below them.
struct MeasurementNotes: CustomStringConvertible {
    private let clock = ClockCost()

    var description: String {
        """
        Times are nanoseconds of one call, as the caller sees it. floor is a round of the bare ping-pong, the mean of
        the blocks before and after those of the case. mean and ratio come from blocks that are timed as a whole. min
        and the percentiles come from calls that are timed one by one in blocks of their own, less the \(clock.nanoseconds) ns that
        looking at the clock takes (it ticks every \(clock.tickNanoseconds) ns); for pipelined cases from whole windows. alloc and sys are
        allocations and system calls of both threads for 1,000 calls, counted in a run of their own; "-" where the
        machine cannot count them. disc counts blocks that are left out, because the floors around them differ by more
        than a quarter, or another thread ran on one of the CPUs; "!" marks rows with so few others that all are in.
        """
    }
}
