internal import BenchUserManager

/// Makes users that are kept in memory: what a program looks for in this library once it has loaded it.
///
/// Safe to call from any thread; each call makes others. One allocation.
///
/// - Parameter place: Where the `any UserManager` goes; aligned for it, and nothing lies there yet.
@c(bench_make_users)
public func makeUsers(at place: UnsafeMutableRawPointer) {
    unsafe place.initializeMemory(as: (any UserManager).self, to: InMemoryUsers())
}
