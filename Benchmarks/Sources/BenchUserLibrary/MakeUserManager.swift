internal import BenchUserManager

/// Makes a user manager: what a program looks for in this library once it has loaded it.
///
/// - Parameter place: Where the `any UserManager` goes; nothing lies there yet.
@c(bench_make_user_manager)
public func makeUserManager(at place: UnsafeMutableRawPointer) {
    unsafe place.initializeMemory(as: (any UserManager).self, to: InMemoryUsers())
}
