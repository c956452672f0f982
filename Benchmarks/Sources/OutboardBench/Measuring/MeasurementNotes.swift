/// How to read the results; printed below them.
enum MeasurementNotes {
    static let text = """
        All times are nanoseconds of one call, as the caller sees it. floor: a round of the bare ping-pong, mean of the
        blocks before and after those of the case. mean and ratio come from blocks that are timed as a whole; min and
        percentiles from calls timed one by one in blocks of their own, less the cost of the clock, and for pipelined
        cases from whole windows. disc: blocks that do not count, because the floors around them differ by more than
        25 % or another thread ran on one of the two CPUs. alloc, sys: allocations and system calls of both threads for
        1,000 calls, counted in a run of their own; "-" where the machine cannot count them.
        """
}
