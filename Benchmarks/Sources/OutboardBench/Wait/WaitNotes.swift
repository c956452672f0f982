/// How to read the results of the suite `wait`; printed below them.
struct WaitNotes: CustomStringConvertible {
    var description: String {
        """
        Times are nanoseconds of one call, as the caller sees it; a call to a group ends with its last answer.
          ref    what the mean is compared with, in turns of blocks: for gaps a round of the bare ping-pong of one
                 cache line, for parks one of the plain ping-pong over eventfds, for groups with io_uring those with epoll
          ratio  mean over ref: the median over blocks
          cpu %  what host and plugins used of processors, 100 is one; without what the caller computes in gaps
          sys    system calls of caller and worker for 1,000 calls; for groups the caller's
          disc   blocks left out of mean and ref, because the reference changed meanwhile
        """
    }
}
