internal import BenchInterface
internal import BenchUserManager
internal import Glibc

/// The user manager in a shared library, as Swift programs load plugins into their own process: a function with a C name
/// makes it, and calls go through the protocol.
///
/// This program and the library have the interface's types each for itself. Calls work all the same, since one compiler
/// has laid them out from the same sources; casts between the two would fail.
enum UserLibrary {
    private typealias Make = @convention(c) (UnsafeMutableRawPointer) -> Void

    /// Loads the library, which stays, and makes a user manager without users.
    ///
    /// - Returns: The user manager.
    /// - Throws: `BenchError` if the library cannot be loaded.
    static func userManager() throws -> any UserManager {
        guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL),
            let symbol = unsafe dlsym(library, "bench_make_users")
        else {
            let reason = unsafe dlerror().map { unsafe String(cString: $0) }
            throw BenchError("\(path) cannot be loaded: \(reason ?? "no reason is known")")
        }
        let make = unsafe unsafeBitCast(symbol, to: Make.self)
        let place = UnsafeMutablePointer<any UserManager>.allocate(capacity: 1)
        defer { unsafe place.deallocate() }
        unsafe make(place)
        return unsafe place.move()
    }

    /// Why it cannot be measured: `swift run` builds this program and what that is linked with, and no more.
    static var obstacle: String? {
        unsafe access(path, R_OK) == 0 ? nil : "\(path) is missing, and built by swift build -c release"
    }

    /// Where the library is: beside this program.
    private static var path: String { OwnProgram.folder + "/libBenchUserLibrary.so" }
}
