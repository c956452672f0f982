/// Where the calling thread and the plugin's worker run.
enum Placement: String, Sendable {
    /// Where the scheduler puts them, or the policy.
    case free
    /// Both restricted to one processor.
    case oneCPU = "one CPU"
    /// Each restricted to a processor of its own.
    case twoCPUs = "two CPUs"
}
