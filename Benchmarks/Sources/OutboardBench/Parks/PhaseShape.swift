/// A way to call under which threads park.
enum PhaseShape: String, CaseIterable, Sendable {
    /// A synchronous call: the caller parks.
    case call
    /// Up to four calls on one lane at once: the caller parks, and rings for several records at a time.
    case pipeline
    /// An asynchronous call: the waiting thread parks.
    case task
    /// Asynchronous calls of four tasks at once.
    case tasks
    /// A call to two plugins: the caller parks once for both.
    case group
}
