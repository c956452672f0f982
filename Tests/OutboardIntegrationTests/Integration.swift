import Testing

/// All tests with real plugin processes, one after the other: each has the machine, and the pool of task threads, for
/// itself.
@Suite("Integration", .serialized)
enum Integration {}
