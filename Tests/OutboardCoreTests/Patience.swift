/// How long tests wait for what must come: so long that only a hang gets there, also in a sanitizer's build on a busy
/// machine, where a task may wait for minutes until it gets a thread.
enum Patience {
    /// In whole seconds.
    static let seconds: UInt32 = 600
    /// As a duration.
    static let duration = Duration.seconds(Int(seconds))
    /// In nanoseconds.
    static let nanoseconds = UInt64(seconds) * 1_000_000_000
}
